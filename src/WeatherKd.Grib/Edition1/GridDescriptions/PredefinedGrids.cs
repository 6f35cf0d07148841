using System.Buffers.Binary;
using WeatherKd.Grib.Grids;

namespace WeatherKd.Grib.Edition1.GridDescriptions;

/// <summary>
/// Grids that a message names by number instead of describing them: those of NCEP's catalogue (office note 388, table B; numbers as in its
/// subroutine W3FI71) that were exchanged most. Others are refused by their number.
/// </summary>
internal static class PredefinedGrids
{
    private const int Ncep = 7;
    private const int Southward = 0;
    private const int Northward = 64;

    /// <summary>Number, then octets 7 on of the grid description that the number stands for.</summary>
    private static readonly Dictionary<int, byte[]> Grids = new()
    {
        [2] = LatitudeLongitude(144, 73, 90000, -90000, -2500, 2500, Southward),
        [3] = LatitudeLongitude(360, 181, 90000, -90000, -1000, 1000, Southward),
        [4] = LatitudeLongitude(720, 361, 90000, -90000, -500, 500, Southward),
        [5] = PolarStereographic(53, 57, 7647, -133443, -105000, 190500),
        [6] = PolarStereographic(53, 45, 7647, -133443, -105000, 190500),
        [21] = Hemisphere(0, 180_000, 37, 37, 5000, 0, 90_000),
        [22] = Hemisphere(-180_000, 0, 37, 37, 5000, 0, 90_000),
        [23] = Hemisphere(0, 180_000, 37, 37, 5000, -90_000, 0),
        [24] = Hemisphere(-180_000, 0, 37, 37, 5000, -90_000, 0),
        [25] = Hemisphere(0, 355_000, 72, 19, 5000, 0, 90_000),
        [26] = Hemisphere(0, 355_000, 72, 19, 5000, -90_000, 0),
        [27] = PolarStereographic(65, 65, -20826, -125000, -80000, 381000),
        [45] = LatitudeLongitude(288, 145, 90000, -90000, -1250, 1250, Southward),
        [61] = Hemisphere(0, 180_000, 91, 46, 2000, 0, 90_000),
        [62] = Hemisphere(-180_000, 0, 91, 46, 2000, 0, 90_000),
        [63] = Hemisphere(0, 180_000, 91, 46, 2000, -90_000, 0),
        [64] = Hemisphere(-180_000, 0, 91, 46, 2000, -90_000, 0),
        [87] = PolarStereographic(81, 62, 22876, -120491, -105000, 68153),
        [104] = PolarStereographic(147, 110, -268, -139475, -105000, 90755),
        [105] = PolarStereographic(83, 83, 17529, -129296, -105000, 90755),
        [201] = PolarStereographic(65, 65, -20826, -150000, -105000, 381000),
        [202] = PolarStereographic(65, 43, 7838, -141028, -105000, 190500),
        [203] = PolarStereographic(45, 39, 19132, -185837, -150000, 190500),
        [207] = PolarStereographic(49, 35, 42085, -175641, -150000, 95250),
        [211] = Lambert(93, 65, 12190, -133459, -95000, 81271, 25000),
        [212] = Lambert(185, 129, 12190, -133459, -95000, 40635, 25000),
        [213] = PolarStereographic(129, 85, 7838, -141028, -105000, 95250),
        [215] = Lambert(369, 257, 12190, -133459, -95000, 20318, 25000),
        [218] = Lambert(614, 428, 12190, -133459, -95000, 12191, 25000),
        [221] = Lambert(349, 277, 1000, -145500, -107000, 32463, 50000),
        [227] = Lambert(1473, 1025, 12190, -133459, -95000, 5079, 25000),
        [231] = LatitudeLongitude(720, 181, 0, 90000, -500, 500, Northward),
        [232] = LatitudeLongitude(360, 91, 0, 90000, -1000, 1000, Northward),
    };

    /// <param name="section">Section 1, which names the grid.</param>
    /// <param name="centre">Whose catalogue.</param>
    /// <param name="number">The grid's number.</param>
    /// <exception cref="GribFormatException">The grid is not known.</exception>
    public static Grid Find(Octets section, int centre, int number)
    {
        if (centre != Ncep || !Grids.TryGetValue(number, out var description))
        {
            throw section.Error(
                $"no grid description, and grid {number} of centre {centre} is none of NCEP's {string.Join(", ", Grids.Keys.Order())}", 7);
        }

        return GridDescription.Read(new Octets(description, section.MessageNumber, section.FileOffset, section.SectionNumber));
    }

    /// <summary>From Greenwich eastward; increments are given.</summary>
    private static byte[] LatitudeLongitude(
        int columns, int rows, int firstLatitude, int lastLatitude, int lastLongitude, int increment, int scanning)
    {
        var description = Begin(0, columns, rows, firstLatitude, 0, flags: 128, scanning);
        Angle(description, 18, lastLatitude);
        Angle(description, 21, lastLongitude);
        BinaryPrimitives.WriteUInt16BigEndian(description.AsSpan(23), (ushort)increment);
        BinaryPrimitives.WriteUInt16BigEndian(description.AsSpan(25), (ushort)increment);
        return description;
    }

    /// <summary>
    /// The international exchange grids, northward: rows of one length, and a single point at the pole, which is why such a grid has fewer
    /// values than rows times columns.
    /// </summary>
    private static byte[] Hemisphere(int west, int east, int columns, int rows, int increment, int south, int north)
    {
        const int Varies = 65535, ListOctet = 33;
        var description = Begin(0, Varies, rows, south, west, flags: 128, Northward);
        Array.Resize(ref description, ListOctet - 1 + (2 * rows));
        description[4] = ListOctet;
        Angle(description, 18, north);
        Angle(description, 21, east);
        BinaryPrimitives.WriteUInt16BigEndian(description.AsSpan(23), (ushort)increment);
        for (var row = 0; row < rows; row++)
        {
            var latitude = row == 0 ? south : row == rows - 1 ? north : 0;
            BinaryPrimitives.WriteUInt16BigEndian(
                description.AsSpan(ListOctet - 1 + (2 * row)),
                (ushort)(Math.Abs(latitude) == 90_000 ? 1 : columns));
        }

        return description;
    }

    /// <summary>The north pole is on the plane, winds are relative to the grid.</summary>
    private static byte[] PolarStereographic(int columns, int rows, int latitude, int longitude, int orientation, int metres) =>
        Map(Begin(5, columns, rows, latitude, longitude, flags: 8, Northward), orientation, metres);

    private static byte[] Lambert(int columns, int rows, int latitude, int longitude, int orientation, int metres, int trueLatitude)
    {
        var description = Map(Begin(3, columns, rows, latitude, longitude, flags: 8, Northward), orientation, metres);
        Angle(description, 29, trueLatitude);
        Angle(description, 32, trueLatitude);
        return description;
    }

    private static byte[] Begin(int type, int columns, int rows, int latitude, int longitude, int flags, int scanning)
    {
        var description = new byte[42];
        (description[4], description[5], description[16], description[27]) = (255, (byte)type, (byte)flags, (byte)scanning);
        BinaryPrimitives.WriteUInt16BigEndian(description.AsSpan(6), (ushort)columns);
        BinaryPrimitives.WriteUInt16BigEndian(description.AsSpan(8), (ushort)rows);
        Angle(description, 11, latitude);
        Angle(description, 14, longitude);
        return description;
    }

    private static byte[] Map(byte[] description, int orientation, int metres)
    {
        Angle(description, 18, orientation);
        Angle(description, 21, metres);
        Angle(description, 24, metres);
        return description;
    }

    /// <summary>Three octets of sign and magnitude.</summary>
    private static void Angle(byte[] description, int octet, int value)
    {
        var magnitude = Math.Abs(value) | (value < 0 ? 0x80_0000 : 0);
        description[octet - 1] = (byte)(magnitude >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(description.AsSpan(octet), (ushort)magnitude);
    }
}
