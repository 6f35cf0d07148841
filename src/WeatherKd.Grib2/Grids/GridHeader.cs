using WeatherKd.Grib2.Reading;

namespace WeatherKd.Grib2.Grids;

/// <summary>What all supported grid templates have in common, checked: the size, the earth and the order of points.</summary>
internal readonly record struct GridHeader(int Columns, int Rows, EarthShape Earth, ScanningMode Scanning, bool WindsAreGridRelative)
{
    private const uint Missing = uint.MaxValue;

    /// <param name="section">Section 3.</param>
    /// <param name="flagsOctet">Resolution and component flags (flag table 3.3); bit 5: winds are relative to the grid.</param>
    /// <param name="scanningOctet">Scanning mode (flag table 3.4).</param>
    public static GridHeader Read(Octets section, int flagsOctet, int scanningOctet)
    {
        uint columns = section.U32(31), rows = section.U32(35), points = section.U32(7);
        if (columns is Missing or 0 || rows is Missing or 0)
        {
            throw new UnsupportedGridException("reduced grids (rows of different length) are not supported");
        }

        if ((ulong)columns * rows != points)
        {
            throw section.Error($"{columns} × {rows} grid points do not make the {points} declared", 7);
        }

        var scanning = new ScanningMode(section.U8(scanningOctet));
        if (scanning.IsStaggered)
        {
            throw new UnsupportedGridException($"staggered rows (scanning mode {scanning.Flags}) are not supported");
        }

        return new GridHeader((int)columns, (int)rows, EarthShape.Read(section), scanning, (section.U8(flagsOctet) & 0x08) != 0);
    }
}

/// <summary>A grid that the format allows and this library cannot place; its values can be read.</summary>
internal sealed class UnsupportedGridException(string reason) : Exception(reason);
