import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Reduces acc~(point) of a convolution to one linear claim on its input: virtual im2col, nothing committed (`PROTOCOL.md` 7).
///
/// acc~ = Σ_{c,dx,dy} W~(ro, c, dx, dy) S(c, dx, dy) + bias, by one sumcheck of degree 2 over the kernel; at its end S~ is sent masked and is
/// Σ_{c,u,v} eq(rc, c) Kx(u) Ky(v) a[c, u, v], a claim on committed cells. The cost does not depend on the number of multiplications.
struct ConvolutionReduction {
  typealias K = KoalaBearQuintic

  let name: String
  let convolution: Convolution
  /// 2^(S - s) of each output channel (per-channel shifts), 1 for heads.
  let scales: [Int]
  /// Added on valid outputs, scaled; one a channel.
  let bias: [Int]
  let output: TensorBox
  let input: TensorBox

  init(name: String, convolution: Convolution, scales: [Int], bias: [Int]) {
    self.name = name
    self.convolution = convolution
    self.scales = scales
    self.bias = bias
    output = TensorBox(convolution.outputShape)
    input = TensorBox(convolution.inputShape)
  }

  /// The kernel's box: channel, kernel row, kernel column (fastest).
  private var kernel: TensorBox {
    TensorBox(
      TensorShape(
        channels: convolution.inputShape.channels, rows: convolution.kernelRows,
        columns: convolution.kernelColumns))
  }

  /// - Parameters:
  ///   - accumulator: acc~(point), scaled, bias included.
  ///   - cells: the input tensor's values in its box, prover only.
  ///   - claim: turns weights on the input's cells, low · high, into a linear form.
  func run(
    _ channel: MaskedChannel<K>, accumulator: Affine<K>, at point: [K], cells: [KoalaBear]?,
    claim: (_ low: [K], _ high: [K]) -> LinearForm<K>
  ) throws(ProofError) {
    let (outputChannel, outputRow, outputColumn) = output.split(point)
    let rowWeights = Array(Multilinear.eqTable(outputRow)[..<output.shape.rows])
    let columnWeights = Array(Multilinear.eqTable(outputColumn)[..<output.shape.columns])
    let channelWeights = Multilinear.eqTable(outputChannel)

    var constant = K.zero
    for (index, value) in bias.enumerated() {
      constant.addProduct(channelWeights[index], base: KoalaBear(value))
    }
    constant *= rowWeights.reduce(K.zero, +) * columnWeights.reduce(K.zero, +)
    let weights = kernelWeights(channelWeights)
    let prover = cells.map {
      KernelRoundProver(weights: weights, patches: patchSums($0, rowWeights, columnWeights))
    }
    let (kernelPoint, product) = try channel.sumcheck(
      name + " round", variables: kernel.variables, degree: 2, claim: accumulator - constant, prover: prover)
    let patch = try channel.send(name + " patch") { prover?.patches[0] ?? K.zero }
    channel.assertZero(
      name + " kernel",
      LinearForm(product.adding(patch, times: -Multilinear.evaluate(weights, at: kernelPoint))))

    let (low, high) = inputWeights(kernelPoint, rowWeights, columnWeights)
    channel.assertZero(name + " patch", claim(low, high) - LinearForm(patch))
  }

  /// W~(ro, c, dx, dy) with scaled weights, in the kernel's box.
  private func kernelWeights(_ channelWeights: [K]) -> [K] {
    let span = convolution.weightsPerChannel
    let factors = scales.indices.map { channelWeights[$0].scaled(by: KoalaBear(scales[$0])) }
    return inBox(
      Self.combination(
        convolution.weights.map { KoalaBear(Int($0)) }[...], stride: span, length: span, factors: factors[...]
      ))
  }

  /// S(c, dx, dy) in the kernel's box: rows are contracted first, then columns.
  private func patchSums(_ cells: [KoalaBear], _ rowWeights: [K], _ columnWeights: [K]) -> [K] {
    let cellsPerRow = max(1, rowWeights.count * input.shape.columns)
    let parts = Workers.map(
      count: input.shape.channels * convolution.kernelRows, grain: max(1, 1 << 14 / cellsPerRow)
    ) { range in
      range.flatMap { index in
        let (channel, kernelRow) = index.quotientAndRemainder(dividingBy: convolution.kernelRows)
        let row = contractedRows(cells, rowWeights, channel: channel, kernelRow: kernelRow)
        let unrolled = (0..<convolution.strideColumns * (columnWeights.count - 1) + convolution.kernelColumns)
          .map {
            row[inputColumn(0, $0)]
          }
        return Self.combination(
          unrolled[...], stride: convolution.strideColumns, length: convolution.kernelColumns,
          factors: columnWeights[...])
      }
    }
    return inBox(Array(parts.joined()))
  }

  /// Σ over output rows of weight · the input row that the kernel row meets: one entry a column.
  private func contractedRows(
    _ cells: [KoalaBear], _ rowWeights: [K], channel: Int, kernelRow: Int
  ) -> [K] {
    let shift = kernelRow - convolution.paddingTop
    let stride = convolution.strideRows
    let used = rowWeights.indices.filter { (0..<input.shape.rows).contains(stride * $0 + shift) }
    guard let first = used.first, let last = used.last else {
      return [K](repeating: K.zero, count: input.shape.columns)
    }
    let start = (channel << input.rowVariables + stride * first + shift) << input.columnVariables
    return Self.combination(
      cells[start...], stride: stride << input.columnVariables, length: input.shape.columns,
      factors: rowWeights[first...last])
  }

  /// Entries [channel, row, column] of the kernel in its box.
  private func inBox(_ values: [K]) -> [K] {
    let box = kernel
    var table = [K](repeating: K.zero, count: 1 << box.variables)
    var source = 0
    for channel in 0..<box.shape.channels {
      for row in 0..<box.shape.rows {
        let start = (channel << box.rowVariables + row) << box.columnVariables
        for column in 0..<box.shape.columns {
          table[start + column] = values[source]
          source += 1
        }
      }
    }
    return table
  }

  /// Σ_i factors[i] · row i, where row i begins at entry i · stride.
  private static func combination(
    _ rows: ArraySlice<KoalaBear>, stride: Int, length: Int, factors: ArraySlice<K>
  ) -> [K] {
    var sum = [K](repeating: K.zero, count: length)
    sum.withUnsafeMutableBufferPointer { sum in
      rows.withUnsafeBufferPointer { rows in
        factors.withUnsafeBufferPointer {
          FieldVector.combineRows(
            into: sum, rows: rows, stride: stride, count: factors.count, length: length, factors: $0)
        }
      }
    }
    return sum
  }

  private static func combination(
    _ rows: ArraySlice<K>, stride: Int, length: Int, factors: ArraySlice<K>
  ) -> [K] {
    var sum = [K](repeating: K.zero, count: length)
    sum.withUnsafeMutableBufferPointer { sum in
      rows.withUnsafeBufferPointer { rows in
        factors.withUnsafeBufferPointer {
          FieldVector.combineRows(
            into: sum, rows: rows, stride: stride, count: factors.count, length: length, factors: $0)
        }
      }
    }
    return sum
  }

  /// Σ over j, dy with stride · j + dy = position of columnWeights[j] · kernelWeights[dy].
  private func columnWeightSums(_ columnWeights: [K], _ kernelWeights: [K]) -> [K] {
    let stride = convolution.strideColumns
    var sums = [K](repeating: K.zero, count: stride * (columnWeights.count - 1) + convolution.kernelColumns)
    sums.withUnsafeMutableBufferPointer { sums in
      kernelWeights[..<convolution.kernelColumns].withUnsafeBufferPointer { kernel in
        for (index, weight) in columnWeights.enumerated() {
          FieldVector.addScaled(
            UnsafeMutableBufferPointer(rebasing: sums[(stride * index)...]), weight, kernel)
        }
      }
    }
    return sums
  }

  private func inputColumn(_ outputColumn: Int, _ kernelColumn: Int) -> Int {
    let columns = input.shape.columns
    let column = (convolution.strideColumns * outputColumn + kernelColumn - convolution.paddingLeft) % columns
    return column < 0 ? column + columns : column
  }

  /// Ky over the columns' box, and eq(rc, c) Kx(u) over channel and row.
  private func inputWeights(
    _ kernelPoint: [K], _ rowWeights: [K], _ columnWeights: [K]
  ) -> (low: [K], high: [K]) {
    let (kernelChannel, kernelRow, kernelColumn) = kernel.split(kernelPoint)
    let kernelRowWeights = Multilinear.eqTable(kernelRow)
    let kernelColumnWeights = Multilinear.eqTable(kernelColumn)
    let kernelChannelWeights = Multilinear.eqTable(kernelChannel)
    var rows = [K](repeating: K.zero, count: input.shape.rows)
    for (index, weight) in rowWeights.enumerated() {
      for offset in 0..<convolution.kernelRows {
        let row = convolution.strideRows * index + offset - convolution.paddingTop
        if row >= 0, row < input.shape.rows { rows[row].addProduct(weight, kernelRowWeights[offset]) }
      }
    }
    var low = [K](repeating: K.zero, count: 1 << input.columnVariables)
    for (position, weight) in columnWeightSums(columnWeights, kernelColumnWeights).enumerated() {
      low[inputColumn(0, position)] += weight
    }
    var high = [K](repeating: K.zero, count: input.length >> input.columnVariables)
    for channel in 0..<input.shape.channels {
      for (row, weight) in rows.enumerated() {
        high[channel << input.rowVariables + row] = kernelChannelWeights[channel] * weight
      }
    }
    return (low, high)
  }
}

/// Round polynomials of Σ W~ S over the kernel.
final class KernelRoundProver: RoundProver {
  private var weights: [KoalaBearQuintic]
  private(set) var patches: [KoalaBearQuintic]

  init(weights: [KoalaBearQuintic], patches: [KoalaBearQuintic]) {
    self.weights = weights
    self.patches = patches
  }

  func roundMessage() -> [KoalaBearQuintic] {
    var constant = KoalaBearQuintic.zero
    var quadratic = KoalaBearQuintic.zero
    for low in stride(from: 0, to: weights.count, by: 2) {
      constant.addProduct(weights[low], patches[low])
      quadratic.addProduct(weights[low + 1] - weights[low], patches[low + 1] - patches[low])
    }
    return [constant, quadratic]
  }

  func bind(to point: KoalaBearQuintic) {
    Multilinear.bindLowest(&weights, to: point)
    Multilinear.bindLowest(&patches, to: point)
  }
}
