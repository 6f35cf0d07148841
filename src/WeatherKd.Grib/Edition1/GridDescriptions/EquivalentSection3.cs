using System.Buffers.Binary;
using WeatherKd.Grib.Grids;

namespace WeatherKd.Grib.Edition1.GridDescriptions;

/// <summary>
/// The section 3 of edition 2 that says what a grid description of edition 1 says, so that one set of grid classes serves both: angles in
/// millionths of a degree instead of thousandths, lengths in millimetres instead of metres. Octets are numbered as in the Manual on Codes.
/// </summary>
internal sealed class EquivalentSection3
{
    private const uint Missing = uint.MaxValue;
    private const int SphereOf6367Kilometres = 0;
    private const int SpheroidOf1965 = 2;
    private const int OctetsPerRow = 2;

    /// <summary>Flag table 3.3: increments along a row and along a column are given.</summary>
    private const int BothIncrements = 0x30;

    private readonly byte[] _bytes;

    /// <param name="template">Grid definition template.</param>
    /// <param name="columns">Ni; null where each row has its own.</param>
    /// <param name="rows">Nj.</param>
    /// <param name="points">Points of the whole grid.</param>
    /// <param name="isOblate">Whether the earth is the IAU's spheroid of 1965 and not a sphere.</param>
    /// <param name="length">Octets of the section.</param>
    public EquivalentSection3(int template, int? columns, int rows, long points, bool isOblate, int length)
    {
        _bytes = new byte[length];
        _bytes[4] = 3;
        U32(7, (uint)points).U16(13, template).U8(15, isOblate ? SpheroidOf1965 : SphereOf6367Kilometres);
        U32(31, columns is { } number ? (uint)number : Missing).U32(35, (uint)rows);
        if (template is 0 or 1 or 40 or 41)
        {
            U32(43, Missing);
        }
    }

    public EquivalentSection3 U8(int octet, int value)
    {
        _bytes[octet - 1] = (byte)value;
        return this;
    }

    public EquivalentSection3 U16(int octet, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(octet - 1), (ushort)value);
        return this;
    }

    public EquivalentSection3 U32(int octet, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(octet - 1), value);
        return this;
    }

    /// <summary>An angle in millionths of a degree, as sign and magnitude.</summary>
    public EquivalentSection3 Angle(int octet, long microdegrees) =>
        U32(octet, microdegrees < 0 ? 0x8000_0000u | (uint)-microdegrees : (uint)microdegrees);

    public EquivalentSection3 Float32(int octet, double value)
    {
        BinaryPrimitives.WriteSingleBigEndian(_bytes.AsSpan(octet - 1), (float)value);
        return this;
    }

    /// <summary>Resolution and component flags (code table 7 of edition 1) at their place in edition 2.</summary>
    public EquivalentSection3 Flags(int octet, int flags, bool hasIncrements) =>
        U8(octet, (flags & 0x08) | (hasIncrements ? BothIncrements : 0));

    /// <summary>A list of row lengths.</summary>
    public EquivalentSection3 Rows(int octet, ReadOnlySpan<int> lengths, bool areFullCircles)
    {
        U8(11, OctetsPerRow).U8(12, areFullCircles ? 1 : 2);
        for (var row = 0; row < lengths.Length; row++)
        {
            U16(octet + (row * OctetsPerRow), lengths[row]);
        }

        return this;
    }

    /// <summary>The grid that it describes. What is wrong with it is reported of the section that it was made from.</summary>
    public Grid ToGrid(Octets origin)
    {
        try
        {
            return GridReader.Read(new Octets(_bytes, origin.MessageNumber, origin.FileOffset, origin.SectionNumber));
        }
        catch (GribFormatException error)
        {
            throw new GribFormatException(error.Message, origin.MessageNumber, origin.FileOffset, error);
        }
    }
}
