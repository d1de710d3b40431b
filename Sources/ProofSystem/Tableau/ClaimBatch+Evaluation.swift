import FiniteFields

extension LowFactor {
  /// Σ_j weights[j] eq(point, j): the multilinear extension of the weights; the point has as many coordinates as the factor variables.
  package func evaluate(at point: [K]) -> K {
    switch self {
    case .eq(let own): return Multilinear.eq(own, point)
    case .shiftedEq(let own): return Self.shiftedEq(own[...], point[...])
    case .dense(let weights): return Multilinear.evaluate(weights, at: point)
    }
  }

  /// Σ_j eq(r, j + 1) eq(z, j). Bit 0 of j is 0 and becomes 1, or it is 1 and becomes 0 with a carry into the others.
  private static func shiftedEq(_ r: ArraySlice<K>, _ z: ArraySlice<K>) -> K {
    var carried = K.one
    var sum = K.zero
    var rest = r
    for (coordinate, position) in zip(r, z) {
      rest = rest.dropFirst()
      let others = Multilinear.eq(Array(rest), Array(z.suffix(rest.count)))
      sum += carried * coordinate * (K.one - position) * others
      carried *= (K.one - coordinate) * position
    }
    return sum
  }
}

extension ClaimBatch {
  /// Weights on the symbols of some rows, as a product: Ω is the sum of all strips.
  package struct Strip {
    /// On the positions of a row, w of them.
    package let weights: [K]
    /// Combined rows and their coefficients.
    package let rows: [(row: Int, coefficient: K)]
  }

  /// Ω in strips. Claims on parts of rows take one strip for each part, or are gathered row by row where that makes fewer strips.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func strips() -> [Strip] {
    let width = 1 << layout.logWidth
    var strips: [Strip] = []
    var gathered: [Int: [K]] = [:]
    for factor in factors where !factor.coefficients.isEmpty {
      let weights = factor.low.weights()
      var blocks: [Int: [(row: Int, coefficient: K)]] = [:]
      var rows: Set<Int> = []
      for (key, coefficient) in factor.coefficients {
        let (row, block) = key.quotientAndRemainder(dividingBy: factor.blockCount)
        blocks[block, default: []].append((row, coefficient))
        rows.insert(row)
      }
      for (block, entries) in blocks.sorted(by: { $0.key < $1.key }) {
        let start = block * weights.count
        if factor.blockCount == 1 || blocks.count < rows.count {
          var padded = [K](repeating: K.zero, count: start) + weights
          padded += [K](repeating: K.zero, count: width - padded.count)
          strips.append(Strip(weights: padded, rows: entries.sorted { $0.row < $1.row }))
          continue
        }
        for (row, coefficient) in entries {
          var sum = gathered.removeValue(forKey: row) ?? [K](repeating: K.zero, count: width)
          sum.withUnsafeMutableBufferPointer { sum in
            weights.withUnsafeBufferPointer {
              FieldVector.addScaled(
                UnsafeMutableBufferPointer(rebasing: sum[start..<start + weights.count]), coefficient, $0)
            }
          }
          gathered[row] = sum
        }
      }
    }
    for (row, weights) in gathered.sorted(by: { $0.key < $1.key }) {
      strips.append(Strip(weights: weights, rows: [(row, K.one)]))
    }
    for row in 0..<layout.extensionDataRowCount {
      let weights = extensionWeights[
        min(row * width, extensionWeights.count)..<min((row + 1) * width, extensionWeights.count)]
      strips.append(
        Strip(
          weights: weights + [K](repeating: K.zero, count: width - weights.count),
          rows: [(layout.baseRowCount + row, K.one)]))
    }
    return strips
  }

  /// Ω~(z), z the position's coordinates, then the row's.
  ///
  /// - Parameter rowWeights: eq(z_hi, ·), 2^h entries.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func evaluate(position: [K], rowWeights: [K]) -> K {
    let width = 1 << layout.logWidth
    var sum = K.zero
    for factor in factors where !factor.coefficients.isEmpty {
      let variables = factor.low.variables
      let blockWeights = Multilinear.eqTable(Array(position[variables...]))
      var coefficients = K.zero
      for (key, coefficient) in factor.coefficients {
        let (row, block) = key.quotientAndRemainder(dividingBy: factor.blockCount)
        coefficients += coefficient * rowWeights[row] * blockWeights[block]
      }
      sum += coefficients * factor.low.evaluate(at: Array(position[..<variables]))
    }
    let positionWeights = Multilinear.eqTable(position)
    for row in 0..<layout.extensionDataRowCount {
      let cells = row * width..<min((row + 1) * width, extensionWeights.count)
      var product = K.zero
      for cell in cells {
        product.addProduct(extensionWeights[cell], positionWeights[cell - cells.lowerBound])
      }
      sum += rowWeights[layout.baseRowCount + row] * product
    }
    return sum
  }
}
