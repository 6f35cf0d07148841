namespace WeatherKd.Grib.Packings;

/// <summary>Reads section 5: how the values are stored.</summary>
internal static class PackingReader
{
    public static Packing Read(Octets section)
    {
        var count = section.U32(6);
        if (count > int.MaxValue)
        {
            throw section.Error($"{count} values are declared (0 to {int.MaxValue} are possible)", 6);
        }

        var template = section.U16(10);
        return template switch
        {
            0 => new SimplePacking(section, (int)count),
            2 or 3 => new ComplexPacking(section, template, (int)count),
            4 => IeeePacking.Read(section, (int)count),
            40 => new Jpeg2000Packing(section, (int)count),
            41 => new PngPacking(section, (int)count),
            42 => new CcsdsPacking(section, (int)count),
            _ => new UnsupportedPacking(template, (int)count),
        };
    }

    /// <summary>Bits per value, octet 20 of every template with a scale: a packed number has at most 32.</summary>
    public static int ReadBits(Octets section)
    {
        var bits = section.U8(20);
        return bits <= 32 ? bits : throw section.Error($"{bits} bits per value are declared (0 to 32 are allowed)", 20);
    }
}
