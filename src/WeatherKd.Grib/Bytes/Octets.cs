using System.Buffers.Binary;

namespace WeatherKd.Grib.Bytes;

/// <summary>
/// The octets of one section, numbered from 1 as in the WMO Manual on Codes (306, Volume I.2, FM 92 GRIB), so that code and
/// specification can be laid side by side. Reading past the section's end is an error that names the section and the octet.
/// </summary>
/// <param name="section">The section's bytes.</param>
/// <param name="messageNumber">1-based number of the message in the file.</param>
/// <param name="fileOffset">Where the section starts in the file.</param>
/// <param name="sectionNumber">The section's number in edition 1; in edition 2 it is octet 5.</param>
internal readonly ref struct Octets(ReadOnlySpan<byte> section, int messageNumber, long fileOffset, int? sectionNumber = null)
{
    private readonly ReadOnlySpan<byte> _section = section;

    /// <summary>The section's number.</summary>
    public int SectionNumber => sectionNumber ?? (_section.Length >= 5 ? _section[4] : 0);

    public int MessageNumber { get; } = messageNumber;

    /// <summary>Where the section starts in the file.</summary>
    public long FileOffset { get; } = fileOffset;

    public byte U8(int octet) => Take(octet, 1)[0];

    public int U16(int octet) => BinaryPrimitives.ReadUInt16BigEndian(Take(octet, 2));

    public int U24(int octet) => (U16(octet) << 8) | U8(octet + 2);

    public uint U32(int octet) => BinaryPrimitives.ReadUInt32BigEndian(Take(octet, 4));

    /// <summary>GRIB's signed numbers are sign and magnitude: the first bit is the sign, the others the absolute value.</summary>
    public int S8(int octet)
    {
        var raw = U8(octet);
        return (raw & 0x80) != 0 ? -(raw & 0x7F) : raw;
    }

    /// <inheritdoc cref="S8"/>
    public int S16(int octet)
    {
        var raw = U16(octet);
        return (raw & 0x8000) != 0 ? -(raw & 0x7FFF) : raw;
    }

    /// <inheritdoc cref="S8"/>
    public int S24(int octet)
    {
        var raw = U24(octet);
        return (raw & 0x80_0000) != 0 ? -(raw & 0x7F_FFFF) : raw;
    }

    /// <inheritdoc cref="S8"/>
    public int S32(int octet)
    {
        var raw = U32(octet);
        return (raw & 0x8000_0000) != 0 ? -(int)(raw & 0x7FFF_FFFF) : (int)raw;
    }

    public float Float32(int octet) => BinaryPrimitives.ReadSingleBigEndian(Take(octet, 4));

    /// <summary>
    /// A number as IBM's System/360 has it, the only kind of edition 1: sign, exponent of 16 with a bias of 64, 24 bits of fraction.
    /// Exact in double precision.
    /// </summary>
    public double IbmFloat(int octet)
    {
        var raw = U32(octet);
        var value = Math.ScaleB(raw & 0xFF_FFFF, (4 * (int)((raw >> 24) & 0x7F)) - 280);
        return (raw & 0x8000_0000) != 0 ? -value : value;
    }

    /// <summary>A time in seven octets: year (two), month, day, hour, minute, second; UTC. Null where they hold no date.</summary>
    public DateTimeOffset? TryTime(int octet)
    {
        int year = U16(octet),
            month = U8(octet + 2),
            day = U8(octet + 3),
            hour = U8(octet + 4),
            minute = U8(octet + 5),
            second = U8(octet + 6);
        var exists = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && (hour < 24 || ((hour, minute, second) == (24, 0, 0) && year < 9999)) && minute < 60 && second <= 60;
        if (!exists)
        {
            return null;
        }

        // A leap second is written as 60, midnight now and then as 24:00; .NET's clock has neither.
        var time = new DateTimeOffset(year, month, day, hour % 24, minute, Math.Min(second, 59), TimeSpan.Zero);
        return hour == 24 ? time.AddDays(1) : time;
    }

    /// <summary>Octets of the section.</summary>
    public int Length => _section.Length;

    /// <summary>A scale factor in one octet, a scaled value in the next four; null where either is missing (all bits set).</summary>
    public double? Scaled(int octet) => U8(octet) == byte.MaxValue || U32(octet + 1) == uint.MaxValue
        ? null
        : DecimalScale.Apply(S32(octet + 1), S8(octet));

    /// <summary>Whether the section reaches as far as this octet.</summary>
    public bool Has(int octet) => octet <= _section.Length;

    public GribFormatException Error(string what, int octet = 1) =>
        new($"section {SectionNumber}: {what}", MessageNumber, FileOffset + octet - 1);

    private ReadOnlySpan<byte> Take(int octet, int count)
    {
        if (octet - 1 + count > _section.Length)
        {
            throw new GribFormatException(
                $"section {SectionNumber} has {_section.Length} octets, octet {octet + count - 1} is needed", MessageNumber, FileOffset);
        }

        return _section.Slice(octet - 1, count);
    }
}
