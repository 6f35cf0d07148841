namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// Writes messages of GRIB edition 1 on a latitude-longitude grid, after WMO FM 92: sections 0, 1, 2 (type 0), 4 (simple packing), 5.
/// Values come back exactly where they are multiples of 2^-10 and differ by less than 16384.
/// </summary>
internal sealed record Grib1Message
{
    /// <summary>Version of the parameter table, and the number in it.</summary>
    public required (int Table, int Number) Parameter { get; init; }

    public required double[] Values { get; init; }

    /// <summary>Code table 3, and octets 11 and 12.</summary>
    public (int Type, int Value) Level { get; init; } = (105, 2);

    public int Columns { get; init; } = 3;

    public DateTime Run { get; init; } = new(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Octets 19 to 21 and 22: P1 and P2 in hours, code table 5, and the number of fields.</summary>
    public (int P1, int P2, int Indicator, int Count) Time { get; init; } = (1, 0, 0, 0);

    public int Centre { get; init; } = 98;

    /// <summary>How many binary places the values have.</summary>
    public int BinaryScale { get; init; } = 10;

    public byte[] ToBytes()
    {
        byte[] body = [.. Product(), .. Grid(), .. Data()];
        return [.. "GRIB"u8, .. U24(body.Length + 12), 1, .. body, .. "7777"u8];
    }

    private byte[] Product() =>
    [
        .. U24(28), (byte)Parameter.Table, (byte)Centre, 1, 255, 0x80, (byte)Parameter.Number, (byte)Level.Type, .. U16(Level.Value),
        (byte)(((Run.Year - 1) % 100) + 1), (byte)Run.Month, (byte)Run.Day, (byte)Run.Hour, (byte)Run.Minute,
        1, (byte)Time.P1, (byte)Time.P2, (byte)Time.Indicator, .. U16(Time.Count), 0, (byte)(((Run.Year - 1) / 100) + 1), 0, 0, 0,
    ];

    /// <summary>From 38° N 126° E, rows southward, columns eastward, 1° apart.</summary>
    private byte[] Grid()
    {
        var rows = Values.Length / Columns;
        return
        [
            .. U24(32), 0, 255, 0, .. U16(Columns), .. U16(rows), .. U24(38_000), .. U24(126_000), 0x80,
            .. U24(38_000 - ((rows - 1) * 1000)), .. U24(126_000 + ((Columns - 1) * 1000)), .. U16(1000), .. U16(1000), 0, 0, 0, 0, 0,
        ];
    }

    private byte[] Data()
    {
        var smallest = (int)Math.Floor(Values.Min());
        byte[] reference = [(byte)(0x46 | (smallest < 0 ? 0x80 : 0)), .. U24(Math.Abs(smallest))];
        return
        [
            .. U24(11 + (3 * Values.Length)), 0, .. U16(0x8000 | BinaryScale), .. reference, 24,
            .. Values.SelectMany(value => U24((int)Math.Round((value - smallest) * Math.Pow(2, BinaryScale)))),
        ];
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U24(int value) => [(byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
