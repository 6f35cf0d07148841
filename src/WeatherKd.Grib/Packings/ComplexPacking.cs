namespace WeatherKd.Grib.Packings;

/// <summary>
/// Templates 5.2 and 5.3: groups of neighbouring values, each with its own reference and bit width; in 5.3 of the field's first or
/// second differences. Y = (R + (X1 + X2) × 2^E) × 10^-D with X1 the group's reference and X2 the value in the group.
/// </summary>
internal sealed partial class ComplexPacking : Packing
{
    /// <summary>
    /// Missing values are marked in the packed numbers: 0 not at all, 1 primary, 2 primary and secondary (code table 5.5).
    /// </summary>
    private readonly int _missing;

    private readonly LinearScale _scale;
    private readonly uint _groups;
    private readonly int _widthReference;
    private readonly int _widthBits;
    private readonly uint _lengthReference;
    private readonly int _lengthIncrement;
    private readonly uint _lastLength;
    private readonly int _lengthBits;
    private readonly int _order;
    private readonly int _descriptorOctets;

    public ComplexPacking(Octets section, int template, int count)
        : this(section, template, count, LinearScale.Read(section))
    {
    }

    private ComplexPacking(Octets section, int template, int count, LinearScale scale)
        : base(
            template,
            template == 2 ? "grid_complex" : "grid_complex_spatial_differencing",
            count,
            PackingReader.ReadBits(section),
            scale.Reference,
            scale.BinaryFactor * scale.DecimalFactor)
    {
        _scale = scale;
        _missing = section.U8(23);
        _groups = section.U32(32);
        _widthReference = section.U8(36);
        _widthBits = section.U8(37);
        _lengthReference = section.U32(38);
        _lengthIncrement = section.U8(42);
        _lastLength = section.U32(43);
        _lengthBits = section.U8(47);
        if (_missing > 2)
        {
            throw section.Error($"missing value management {_missing} is not in code table 5.5 (0, 1, 2)", 23);
        }

        if (_widthBits > 8 || _lengthBits > 32)
        {
            throw section.Error($"group widths of {_widthBits} bits and lengths of {_lengthBits} (up to 8 and 32 are allowed)", 37);
        }

        if (_groups > count)
        {
            throw section.Error($"{_groups} groups for {count} values", 32);
        }

        if (template == 3)
        {
            _order = section.U8(48);
            _descriptorOctets = section.U8(49);
            // Order 0 is reserved; ecCodes writes and reads it as no differencing at all.
            if (_order > 2 || _descriptorOctets > 4)
            {
                throw section.Error(
                    $"spatial differencing of order {_order} with {_descriptorOctets} octets (orders up to 2, up to 4 octets, are allowed)",
                    48);
            }
        }
    }

    /// <summary>The three tables of the groups come before the values and cannot be compressed.</summary>
    internal override long LeastDataBytes => ((long)_groups * (BitsPerValue + _widthBits + _lengthBits)) / 8;
}
