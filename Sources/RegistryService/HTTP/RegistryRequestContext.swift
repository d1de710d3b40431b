// What the routes know of a request beside the request itself.

import Hummingbird

/// Carries the client's address for rate limiting, and the means to end its connection.
struct RegistryRequestContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The peer's IP address; not taken from any header, since those are the client's to write.
  let clientAddress: String
  /// Ends the connection in two seconds: time for the answer to arrive, none to go on sending what nobody
  /// reads.
  let closeSoon: @Sendable () -> Void

  init(source: ApplicationRequestContextSource) {
    self.coreContext = .init(source: source)
    let channel = source.channel
    self.closeSoon = {
      channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(mode: .all, promise: nil) }
    }
    self.clientAddress = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}
