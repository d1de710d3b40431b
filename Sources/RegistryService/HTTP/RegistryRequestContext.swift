// What the routes know of a request beside the request itself.

import Hummingbird

/// Carries the client's address for rate limiting.
struct RegistryRequestContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The peer's IP address; not taken from any header, since those are the client's to write.
  let clientAddress: String

  init(source: ApplicationRequestContextSource) {
    self.coreContext = .init(source: source)
    self.clientAddress = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}
