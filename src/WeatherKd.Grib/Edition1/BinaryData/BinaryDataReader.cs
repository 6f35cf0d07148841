using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>Reads the header of section 4 of edition 1, the binary data: how the values are packed (code table 11).</summary>
internal static class BinaryDataReader
{
    /// <summary>The data of simple packing begin at octet 12.</summary>
    private const int SimpleOctets = 11;

    private const int IeeeOctets = 12;

    /// <summary>ecCodes' mark of a field without any value, in the place of the binary scale.</summary>
    private const int NoValues = -32767;

    /// <param name="section">The first octets of the section.</param>
    /// <param name="length">Its length, bytes.</param>
    /// <param name="decimalScale">Octets 27 and 28 of section 1.</param>
    /// <param name="grid">Where the values lie.</param>
    /// <param name="hasBitmap">Whether a bitmap says which points have values.</param>
    /// <returns>The packing, and how many octets of the section come before its data.</returns>
    public static (Packing Packing, int HeaderOctets) Read(Octets section, long length, int decimalScale, Grid grid, bool hasBitmap)
    {
        var flags = section.U8(4);
        bool isSpectral = (flags & 0x80) != 0, isComplex = (flags & 0x40) != 0, hasMoreFlags = (flags & 0x10) != 0;
        if (isSpectral)
        {
            var (template, name) = isComplex ? (51, "spectral_complex") : (50, "spectral_simple");
            return (Refuse(grid, template, name, "spectral coefficients"), SimpleOctets);
        }

        if (section.S16(5) == NoValues)
        {
            return (new AbsentValues(grid.PointCount), SimpleOctets);
        }

        if (isComplex)
        {
            return SecondOrderReader.Read(section, ReadScale(section, decimalScale), grid, hasBitmap);
        }

        if (!hasMoreFlags)
        {
            return (ReadSimple(section, length, decimalScale, grid.PointCount, hasBitmap), SimpleOctets);
        }

        return (flags & 0x20) != 0
            ? (IeeePacking.Read(section, grid.PointCount, countsValues: !hasBitmap), IeeeOctets)
            : (Refuse(grid, 1, "grid_simple_matrix", "a matrix of values at each point"), SimpleOctets);
    }

    /// <summary>A packing that can be listed but not decoded.</summary>
    public static RefusedPacking Refuse(Grid grid, int template, string name, string reason) =>
        new(template, name, grid.PointCount, reason);

    private static SimplePacking ReadSimple(Octets section, long length, int decimalScale, int points, bool hasBitmap)
    {
        var bits = section.U8(11);
        if (bits > 32)
        {
            throw section.Error($"{bits} bits per value are declared (0 to 32 are allowed)", 11);
        }

        // The last octets' unused bits are not trusted: encoders differ in padding to an even length.
        var room = bits == 0 ? points : Math.Min(points, (length - SimpleOctets) * 8 / bits);
        return new SimplePacking(ReadScale(section, decimalScale), bits, hasBitmap ? (int)room : points, countsValues: !hasBitmap);
    }

    private static LinearScale ReadScale(Octets section, int decimalScale)
    {
        var reference = section.IbmFloat(7);
        var binary = section.S16(5);
        var scale = new LinearScale(reference, Math.ScaleB(1, binary), DecimalScale.Power(decimalScale));
        return scale.IsUsable
            ? scale
            : throw section.Error(
                $"reference value {reference}, binary scale {binary} and decimal scale {decimalScale} make no numbers", 5);
    }
}
