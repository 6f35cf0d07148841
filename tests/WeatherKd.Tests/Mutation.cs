using CsCheck;

namespace WeatherKd.Tests;

/// <summary>Damages a file the way transfers, disks and editors do.</summary>
internal static class Mutation
{
    private static readonly byte[] Poison =
    [
        0,
        1,
        (byte)'"',
        (byte)',',
        (byte)'\n',
        (byte)'\r',
        (byte)'-',
        (byte)'9',
        (byte)'.',
        0x7F,
        0x80,
        0xFF
    ];

    /// <summary>The file with one to eight damages.</summary>
    public static Gen<byte[]> Of(byte[] original) =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Int[0, 200], Gen.Int[0, Poison.Length - 1]).Array[1, 8]
            .Select(damages => damages.Aggregate(original, (bytes, d) => Apply(bytes, d.Item1, d.Item2, d.Item3, Poison[d.Item4])));

    private static byte[] Apply(byte[] bytes, int kind, int place, int length, byte poison)
    {
        var at = bytes.Length == 0 ? 0 : place % bytes.Length;
        var end = Math.Min(at + length, bytes.Length);
        return kind switch
        {
            0 => [.. bytes[..at], poison, .. bytes[Math.Min(at + 1, bytes.Length)..]], // one byte changed
            1 => [.. bytes[..at], .. bytes[end..]], // a part lost
            2 => [.. bytes[..end], .. bytes[at..]], // a part twice
            3 => [.. bytes[..at], .. Enumerable.Repeat(poison, length), .. bytes[at..]], // rubbish between
            _ => bytes[..at], // cut
        };
    }
}
