using System.Buffers.Binary;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// Writes GRIB2 messages on a latitude-longitude grid or on points without rows, after WMO FM 92: sections 0, 1, 3 (template 3.0 or 3.101),
/// 4 (4.0, 4.1, 4.8, 4.10, 4.40 or 4.44), 5 (5.4, IEEE), 6, 7, 8. Values are 32-bit floats, so that they come back exactly. NaN is missing,
/// by a bitmap.
/// </summary>
internal sealed record Grib2Message
{
    public required (int Discipline, int Category, int Number) Parameter { get; init; }

    public required float[] Values { get; init; }

    public (int Type, int Value) Level { get; init; } = (103, 2);

    /// <summary>Power of ten that the level's value is divided by.</summary>
    public int LevelScale { get; init; }

    public int Columns { get; init; } = 3;

    /// <summary>Latitude and longitude of the first point, degrees; rows go south, columns east, 1° apart.</summary>
    public (int Latitude, int Longitude) First { get; init; } = (38, 126);

    public DateTime Run { get; init; } = new(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public int Lead { get; init; } = 1;

    /// <summary>Start of the period in lead hours and code table 4.10; null for an instant.</summary>
    public (int Start, int Process)? Period { get; init; }

    /// <summary>Minutes of one unit of <see cref="Lead"/> and <see cref="Period"/>: 60, or 1, which code table 4.4 has too.</summary>
    public int UnitMinutes { get; init; } = 60;

    public int? Member { get; init; }

    public int Centre { get; init; } = 40;

    /// <summary>The centre's number of its model; 255 is missing.</summary>
    public int Process { get; init; } = 255;

    public int PackingTemplate { get; init; } = 4;

    /// <summary>Percentile of template 4.10 with a <see cref="Period"/>; null for the field itself.</summary>
    public int? Percentile { get; init; }

    /// <summary>Type of a chemical (code table 4.230, template 4.40); null for none.</summary>
    public int? Chemical { get; init; }

    /// <summary>
    /// Tenths of a micrometre of particulate matter at most (type 62026 of common table C-14, template 4.44); null for none.
    /// </summary>
    public int? ParticlesUpTo { get; init; }

    /// <summary>Whether winds are along the grid's axes (flag table 3.3).</summary>
    public bool WindsAreGridRelative { get; init; }

    /// <summary>Identifier of a grid of points without rows (template 3.101); null for latitudes and longitudes.</summary>
    public Guid? Unstructured { get; init; }

    public static byte[] File(params Grib2Message[] messages) => [.. messages.SelectMany(m => m.ToBytes())];

    public byte[] ToBytes()
    {
        var present = Values.Where(v => !float.IsNaN(v)).ToArray();
        byte[] body =
        [
            .. Identification(),
            .. Grid(),
            .. Product(),
            .. Section(5, [.. U32(present.Length), .. U16(PackingTemplate), 1]),
            .. Bitmap(present.Length),
            .. Section(7, [.. present.SelectMany(F32)])
        ];
        return [.. "GRIB"u8, 0, 0, (byte)Parameter.Discipline, 2, 0, 0, 0, 0, .. U32(16 + body.Length + 4), .. body, .. "7777"u8];
    }

    private byte[] Identification() => Section(1, [.. U16(Centre), 0, 0, 28, 0, 1, .. Time(Run), 0, 1]);

    private byte[] Grid()
    {
        if (Unstructured is { } identifier)
        {
            return Section(3, [0, .. U32(Values.Length), 0, 0, 0, 101, 6, 0, 0, 26, 1, .. identifier.ToByteArray(bigEndian: true)]);
        }

        var rows = Values.Length / Columns;
        byte[] earth = [6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        return Section(3,
        [
            0, .. U32(Values.Length), 0, 0, 0, 0, .. earth, .. U32(Columns), .. U32(rows), .. U32(0), 255, 255, 255, 255,
            .. Degrees(First.Latitude),
            .. Degrees(First.Longitude),
            (byte)(WindsAreGridRelative ? 0x38 : 0x30),
            .. Degrees(First.Latitude - rows + 1),
            .. Degrees(First.Longitude + Columns - 1),
            .. Degrees(1), .. Degrees(1), 0,
        ]);
    }

    private byte Unit => (byte)(UnitMinutes == 60 ? 1 : 0);

    private byte[] Product()
    {
        byte[] constituent = (Chemical, ParticlesUpTo) switch
        {
            ({ } chemical, _) => U16(chemical),
            (_, { } tenths) => [.. U16(62026), 5, 7, .. U32(tenths), 255, 255, 255, 255, 255],
            _ => [],
        };
        byte[] head =
        [
            (byte)Parameter.Category,
            (byte)Parameter.Number,
            .. constituent,
            2,
            255,
            (byte)Process,
            0,
            0,
            0,
            Unit,
            .. U32(Period?.Start ?? Lead),
            (byte)Level.Type,
            (byte)LevelScale,
            .. U32(Level.Value),
            255,
            0,
            0,
            0,
            0,
            0
        ];
        if (Period is { } period)
        {
            byte[] percentile = Percentile is { } level ? [(byte)level] : [];
            return Section(
                4,
                [
                    0,
                    0,
                    .. U16(Percentile is null ? 8 : 10),
                    .. head,
                    .. percentile,
                    .. Time(Run.AddMinutes(Lead * UnitMinutes)),
                    1,
                    0,
                    0,
                    0,
                    0,
                    (byte)period.Process,
                    2,
                    Unit,
                    .. U32(Lead - period.Start),
                    255,
                    0,
                    0,
                    0,
                    0
                ]);
        }

        return Member is { } member
            ? Section(4, [0, 0, .. U16(1), .. head, 3, (byte)member, 10])
            : Section(4, [0, 0, .. U16(Chemical is not null ? 40 : ParticlesUpTo is not null ? 44 : 0), .. head]);
    }

    private byte[] Bitmap(int present)
    {
        if (present == Values.Length)
        {
            return Section(6, [255]);
        }

        var bits = new byte[(Values.Length + 7) / 8];
        for (var i = 0; i < Values.Length; i++)
        {
            bits[i / 8] |= (byte)(float.IsNaN(Values[i]) ? 0 : 0x80 >> (i % 8));
        }

        return Section(6, [0, .. bits]);
    }

    private static byte[] Section(int number, byte[] content) => [.. U32(content.Length + 5), (byte)number, .. content];

    private static byte[] Time(DateTime time) =>
        [.. U16(time.Year), (byte)time.Month, (byte)time.Day, (byte)time.Hour, (byte)time.Minute, (byte)time.Second];

    private static byte[] Degrees(int degrees) => U32(degrees * 1_000_000);

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] F32(float value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(bytes, value);
        return bytes;
    }
}
