"""Sumcheck, fraction tree, lookups, zerochecks, product check (specification: Reductions)."""

from .channel import Affine, Eq, Term
from .fields import eq_index, eq_table, evaluate_base, log2_ceil


def _round(channel, name, degree, nonzero):
    constant = channel.send(name)
    higher = [channel.send(name) for _ in range(2, degree + 1)]
    return constant, higher, channel.challenge(name, degree, nonzero)


def _add_higher(claim, higher, x):
    power = x
    for coefficient in higher:
        power = power * x
        claim = claim.plus(coefficient, power - x)
    return claim


def sumcheck(channel, name, variables, degree, claim):
    point = []
    for _ in range(variables):
        constant, higher, x = _round(channel, name, degree, False)
        claim = _add_higher(claim.times(x).plus(constant, channel.one - x * 2), higher, x)
        point.append(x)
    return point, claim


def equality_sumcheck(channel, name, rho, degree, claim):
    point = []
    one = channel.one
    for coordinate in rho:
        constant, higher, x = _round(channel, name, degree, True)
        slope = x * coordinate.inverse()
        claim = claim.times(slope).plus(constant, one - x - slope * (one - coordinate))
        claim = _add_higher(claim, higher, x)
        point.append(x)
    return point, claim


def fraction_tree(channel, variables):
    point = []
    numerator = denominator = Affine(channel.zero)
    for layer in range(variables):
        weight = channel.challenge("fraction mu and lambda", 2) if layer else channel.zero
        point, claim = equality_sumcheck(
            channel, "fraction round", point, 2, numerator.plus(denominator, weight)
        )
        a, d1, first = channel.send_factors("fraction A, D1")
        n1, d0, second = channel.send_factors("fraction N1, D0")
        channel.claim("fraction layer" if layer else "fraction root", first + second - claim)
        mu = channel.challenge("fraction mu and lambda", 2, True)
        n0 = a.plus(d0, -weight)
        numerator = n0.times(channel.one - mu).plus(n1, mu)
        denominator = d0.times(channel.one - mu).plus(d1, mu)
        point = point + [mu]
    return point, numerator, denominator


class Block:
    """2^variables leaves. `fields`: committed columns as ('column', i), public tables as ('table', values), or functions of the
    point that give (affine, terms). `multiplicities` is a column for tables and None for lookups."""

    def __init__(self, table_id, variables, fields, multiplicities=None):
        self.table_id = table_id
        self.variables = variables
        self.fields = fields
        self.multiplicities = multiplicities


def lookups(channel, blocks):
    field, one = channel.field, channel.one
    blocks = sorted(blocks, key=lambda block: -block.variables)  # stable
    variables = log2_ceil(sum(1 << block.variables for block in blocks))
    alpha = channel.challenge("lookup alpha", 3 << variables)
    beta = channel.challenge("lookup beta", 3 << variables)
    point, numerator, denominator = fraction_tree(channel, variables)
    numerator, denominator = numerator.times(-one), denominator.times(-one)
    numerator_terms, denominator_terms = [], []
    covered = channel.zero
    offset = 0
    for block in blocks:
        low = point[: block.variables]
        prefix = eq_index(field, point[block.variables :], offset >> block.variables)
        offset += 1 << block.variables
        covered = covered + prefix
        if block.multiplicities is None:
            numerator = numerator.shifted(prefix)
        else:
            numerator_terms.append(Term(block.multiplicities, Eq(low), [-prefix]))
        denominator = denominator.shifted(prefix * (alpha - one * block.table_id))
        weight = prefix
        for entry in block.fields:
            weight = weight * beta
            if callable(entry):
                affine, terms = entry(low)
                denominator = denominator.plus(affine, -weight)
                for term in terms:
                    denominator_terms.append(Term(term.column, term.low, [h * -weight for h in term.high]))
            elif entry[0] == "column":
                denominator_terms.append(Term(entry[1], Eq(low), [-weight]))
            else:
                denominator = denominator.shifted(-weight * evaluate_base(field, entry[1], low))
    channel.claim("lookup numerators", numerator, numerator_terms)
    channel.claim("lookup denominators", denominator.shifted(one - covered), denominator_terms)


def power_zerocheck(channel, name, variables, exponent):
    """(point, in~(point), out~(point)) for out = in^exponent on the box."""
    rho = channel.point(name + " point", variables)
    point, claim = equality_sumcheck(channel, name + " round", rho, exponent, Affine(channel.zero))
    value, powered = channel.send_power(name + " input", exponent)
    return point, value, claim + powered


def product_check(channel):
    variables = channel.product_variables
    tau = channel.point("product point", variables)
    point, claim = equality_sumcheck(channel, "product round", tau, 2, Affine(channel.zero))
    x = channel.send_clear("product X")
    y = channel.send_clear("product Y")
    weights = eq_table(channel.field, point)

    def combination(kind, constant):
        return Affine(constant, {(kind, i): weight for i, weight in enumerate(weights)})

    channel.claim("product X", combination("x", -x))
    channel.claim("product Y", combination("y", -y))
    channel.claim("product Z", combination("z", -(x * y)) + claim)
