using System.IO.Compression;
using System.Text;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>Files that nobody can read, of each kind that providers send.</summary>
internal static class BadFiles
{
    private const string Header = "station_id,valid_time,temperature_2m\n";

    /// <summary>Number of kinds.</summary>
    public static int Kinds => All.Length;

    private static readonly Func<int, byte[]>[] All =
    [
        _ => [],
        i => Text($"<!DOCTYPE html><html><body>502 Bad Gateway {i}</body></html>"),
        i => Text($"<?xml version=\"1.0\"?><error>{i}</error>"),
        i => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Header + $"COAST,2025-03-01T00:00:00Z,{i}")],
        i => Text(Header),
        i => Text(Header + $"COAST,2025-03-01T00:00:00Z,{i},7\n"),
        i => Text(Header + $"COAST,yesterday,{i}\n"),
        i => Text(Header + $"COAST,2025-03-01T00:00:00Z,warm{i}\n"),
        i => Text(Header + $"COAST,2025-03-01T00:00:00Z,\"{i}\n"),
        i => [.. Text(Header + $"COAST,2025-03-01T00:00:00Z,{i}\n"), 0, 0, 0],
        i => Text("no_such_column,another\n" + i),
        i => Text(Header + new string('x', 3_000_000) + i),
        i => Packed(Text(Header + $"COAST,2025-03-01T00:00:00Z,{i}\n"))[..^6],
        i => Packed(new byte[50_000_000 + i]),
        i => [(byte)'P', (byte)'K', 3, 4, .. BitConverter.GetBytes(i)],
        i => [.. Text("GRIB"), 0, 0, 0, 2, .. BitConverter.GetBytes((long)i)],
        i => [0x89, .. Text("HDF\r\n\u001a\n"), .. BitConverter.GetBytes(i)],
        i => [.. Text(Header + "COAST,2025-03-01T00:00:00Z,1\n"), 0xC3, .. BitConverter.GetBytes(i)],
    ];

    /// <summary>A bad file: its kind follows from its number.</summary>
    public static byte[] Of(int number) => All[number % All.Length](number);

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
