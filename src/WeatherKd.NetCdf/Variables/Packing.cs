namespace WeatherKd.NetCdf.Variables;

/// <summary>
/// How the numbers of a variable become values: which of them are missing, in the variable's own type, and what they are multiplied by and
/// moved by
/// afterwards (NetCDF Users Guide, appendix A "Attribute Conventions"; CF conventions, sections 2.5.1 and 8.1).
/// </summary>
internal sealed class Packing
{
    private readonly NetCdfType _stored;
    private readonly NetCdfType _type;
    private readonly double _scale;
    private readonly double _offset;
    private readonly double[] _missing;
    private readonly double[] _missingUnpacked;
    private readonly (double Lowest, double Highest) _valid;
    private readonly (double Lowest, double Highest) _validUnpacked;

    private Packing(NetCdfVariable variable)
    {
        _stored = variable.Type;
        _type = variable.Text("_Unsigned")?.ToUpperInvariant() switch
        {
            "TRUE" => _stored.WithSign(false),
            "FALSE" => _stored.WithSign(true),
            _ => _stored,
        };
        var (scale, offset) = (variable.Attribute("scale_factor"), variable.Attribute("add_offset"));
        (_scale, _offset) = (One(variable, "scale_factor", scale) ?? 1, One(variable, "add_offset", offset) ?? 0);
        if (_scale == 0)
        {
            throw variable.AttributeError("scale_factor", "is 0", "a number other than 0");
        }

        var isPacked = !_type.IsFloating() && (scale is not null || offset is not null);
        var unpackedType = scale?.Type == NetCdfType.Double || offset?.Type == NetCdfType.Double ? NetCdfType.Double : NetCdfType.Float;
        (_missing, _missingUnpacked) = Markers(variable, isPacked);
        (_valid, _validUnpacked) = Ranges(variable, isPacked, unpackedType);
    }

    /// <exception cref="NetCdfFormatException">A factor or an offset is no number.</exception>
    public static Packing Of(NetCdfVariable variable) => new(variable);

    /// <summary>Turns numbers as they stand in the file into values; missing ones become NaN.</summary>
    public void Unpack(Span<double> numbers)
    {
        var turn = _type == _stored ? 0 : Math.ScaleB(1, 8 * _type.Bytes());
        var halfStep = Math.Abs(_scale) / 2;
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = numbers[i];
            if (turn > 0)
            {
                number = _type.Represent(number) ?? number;
            }

            var value = (number * _scale) + _offset;
            var isMissing = !double.IsFinite(value) || _missing.AsSpan().Contains(number)
                || number < _valid.Lowest || number > _valid.Highest || value < _validUnpacked.Lowest || value > _validUnpacked.Highest;
            foreach (var marker in _missingUnpacked)
            {
                isMissing |= Math.Abs(value - marker) <= halfStep;
            }

            numbers[i] = isMissing ? double.NaN : value;
        }
    }

    /// <summary>
    /// What stands for a missing value: in the variable's own type, as −999.9 written as a double is another number than the float in the
    /// data. A
    /// marker that the type of packed data does not have, such as −999.9 for shorts, can only be meant unpacked.
    /// </summary>
    private (double[] Packed, double[] Unpacked) Markers(NetCdfVariable variable, bool isPacked)
    {
        var (packed, unpacked) = (new List<double>(), new List<double>());
        var fill = variable.Attribute("_FillValue");
        if (fill?.AsNumbers() is null && _stored.DefaultFill() is { } unwritten)
        {
            packed.Add(_type.Represent(unwritten) ?? unwritten);
        }

        foreach (var marker in (fill?.AsNumbers() ?? []).Concat(variable.Attribute("missing_value")?.AsNumbers() ?? []))
        {
            if (_type.Represent(marker) is { } own)
            {
                packed.Add(own);
            }
            else if (isPacked && double.IsFinite(marker))
            {
                unpacked.Add(marker);
            }
        }

        return ([.. packed], [.. unpacked]);
    }

    /// <summary>
    /// The range of valid values. For packed data it is in packed units, unless its type is that of the unpacked data, or it has digits
    /// after the
    /// point.
    /// </summary>
    private ((double, double) Packed, (double, double) Unpacked) Ranges(NetCdfVariable variable, bool isPacked, NetCdfType unpackedType)
    {
        (double Lowest, double Highest) packed = (double.NegativeInfinity, double.PositiveInfinity);
        var unpacked = packed;
        foreach (var name in (ReadOnlySpan<string>)["valid_range", "valid_min", "valid_max"])
        {
            if (variable.Attribute(name) is not { } attribute || attribute.AsNumbers() is not { Count: > 0 } bounds)
            {
                continue;
            }

            if (name == "valid_range" && bounds.Count != 2)
            {
                throw variable.AttributeError(name, $"has {bounds.Count} values", "two: the lowest and the highest valid value");
            }

            // A bound that is no number is none.
            double? lowest = name == "valid_max" || double.IsNaN(bounds[0]) ? null : bounds[0];
            double? highest = name == "valid_min" || double.IsNaN(bounds[^1]) ? null : bounds[^1];
            if (isPacked && (attribute.Type == unpackedType || Own(lowest) is null || Own(highest) is null))
            {
                unpacked = (Math.Max(unpacked.Lowest, lowest ?? unpacked.Lowest), Math.Min(unpacked.Highest, highest ?? unpacked.Highest));
            }
            else
            {
                packed = (Math.Max(packed.Lowest, lowest is null ? packed.Lowest : Own(lowest)!.Value),
                    Math.Min(packed.Highest, highest is null ? packed.Highest : Own(highest)!.Value));
            }
        }

        return packed.Lowest <= packed.Highest && unpacked.Lowest <= unpacked.Highest
            ? (packed, unpacked)
            : throw variable.AttributeError("valid_min", "is above valid_max", "a lowest valid value that is not above the highest");

        // A bound that is not there is no hindrance. One between two whole numbers, or beyond them,
        // bounds data that are not packed as it is.
        double? Own(double? bound) => bound is null ? 0 : _type.Represent(bound.Value) ?? (isPacked ? null : bound);
    }

    /// <summary>The number of an attribute: one, or several that are the same.</summary>
    private static double? One(NetCdfVariable variable, string name, NetCdfAttribute? attribute)
    {
        if (attribute is null)
        {
            return null;
        }

        return attribute.AsNumbers() is { Count: > 0 } numbers && double.IsFinite(numbers[0]) && numbers.All(n => n == numbers[0])
            ? numbers[0]
            : throw variable.AttributeError(name, $"is '{attribute.Text ?? string.Join(", ", attribute.Numbers)}'", "one finite number");
    }
}
