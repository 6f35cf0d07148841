using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using WeatherKd.Grib;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Fields shaped like those of real JPEG 2000 and PNG files, of made-up values: a global model's (12 bits, as CMC's), a coarse one's
/// (192×94, as NCEP's surface flux files), rain that is nowhere on most of the globe, bitmaps, which make the image a single row of
/// the values that are left, images of many tiles, and a radar mosaic that is nearly empty (24 bits, as MRMS').
/// </summary>
internal static class RealFileShapes
{
    private const int Columns = 1440;
    private const int Rows = 721;

    public static IEnumerable<(string Shape, byte[] Message)> All()
    {
        var field = GribDecoding.SmoothFieldWithNoise();
        var rain = field.Select(value => Math.Max(0, 0.7 * (value - 298))).ToArray();
        var land = field.Select((value, point) => IsLand(point) ? value : EcCodes.Missing).ToArray();
        var fewStations = field.Select((value, point) => point % 17 is 0 or 5 ? value : EcCodes.Missing).ToArray();
        foreach (var packing in new[] { "grid_jpeg", "grid_png" })
        {
            yield return ($"{packing}, rain, 16 bits", Encode(rain, packing, 16));
            yield return ($"{packing}, bitmap of land, 16 bits", Encode(land, packing, 16));
            yield return ($"{packing}, bitmap of scattered points, 12 bits", Encode(fewStations, packing, 12));
        }

        yield return ("grid_jpeg, 12 bits", Encode(field, "grid_jpeg", 12));
        yield return ("grid_jpeg, 192×94, 11 bits", EcCodes.Encode(Coarse(field, 192, 94), 192, 94, "grid_jpeg", 11));
        yield return ("grid_png, 8 bits", Encode(field, "grid_png", 8));
        yield return ("grid_png, 24 bits", Encode(field, "grid_png", 24));
        yield return ("grid_png, 3500×1750, radar, 24 bits", EcCodes.Encode(Radar(3500, 1750), 3500, 1750, "grid_png", 24));
        foreach (var size in new[] { 128, 256 })
        {
            if (WithTiles(Encode(field, "grid_jpeg", 16), size) is { } tiled)
            {
                yield return ($"grid_jpeg, tiles of {size}×{size}, 16 bits", tiled);
            }
        }
    }

    private static byte[] Encode(double[] values, string packing, int bits) => EcCodes.Encode(values, Columns, Rows, packing, bits);

    /// <summary>Continents with crooked coasts, on somewhat more than a third of the points.</summary>
    private static bool IsLand(int point)
    {
        var (column, row) = (point % Columns, point / Columns);
        return (Math.Sin(column / 70.0) * Math.Cos(row / 50.0)) + (0.4 * Math.Sin((column / 13.0) + (row / 17.0))) > 0.2;
    }

    /// <summary>Every so many columns and rows.</summary>
    private static double[] Coarse(double[] field, int columns, int rows) =>
        [
            .. Enumerable.Range(0, columns * rows)
                .Select(i => field[(i / columns * (Rows / rows) * Columns) + (i % columns * (Columns / columns))])
        ];

    /// <summary>−99 without an echo, and a few showers.</summary>
    private static double[] Radar(int columns, int rows) => [.. Enumerable.Range(0, columns * rows).Select(i =>
    {
        var echo = (Math.Sin(i % columns / 90.0) * Math.Sin(i / columns / 70.0))
            + (0.3 * Math.Sin((i % columns / 7.0) + (i / columns / 9.0)));
        return echo > 1.05 ? Math.Round(echo * 60, 1) : -99;
    })];

    /// <summary>
    /// The message with its image cut into tiles, which ecCodes cannot write: OpenJPEG's tool does; null where it is not installed.
    /// </summary>
    private static byte[]? WithTiles(byte[] message, int size)
    {
        using var file = GribFile.Open(message);
        var packing = file.Fields[0].Packing;
        var smallest = packing.ReferenceValue * packing.Step / Math.ScaleB(1, BinaryScale(message));
        var pixels = file.Fields[0].Decode().Select(value => (ushort)Math.Round((value - smallest) / packing.Step)).ToArray();
        var raw = new byte[2 * pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(raw.AsSpan(2 * i), pixels[i]);
        }

        var folder = Directory.CreateTempSubdirectory("weatherkd-tiles-");
        try
        {
            var (image, coded) = (Path.Combine(folder.FullName, "image.raw"), Path.Combine(folder.FullName, "image.j2k"));
            File.WriteAllBytes(image, raw);
            var arguments = $"-i {image} -o {coded} -F {Columns},{Rows},1,16,u -t {size},{size}";
            var start = new ProcessStartInfo("opj_compress", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
            using var encoder = Process.Start(start)!;
            encoder.StandardOutput.ReadToEnd();
            encoder.WaitForExit();
            return MessageSections.Replace(
                message, new Dictionary<int, byte[]> { [7] = MessageSections.Section(7, File.ReadAllBytes(coded)) });
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("opj_compress is not installed (apt-get install libopenjp2-tools): no images of several tiles");
            return null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Octets 16 and 17 of section 5: sign and magnitude.</summary>
    private static int BinaryScale(byte[] message)
    {
        int number = BinaryPrimitives.ReadUInt16BigEndian(MessageSections.Content(message, 5)[10..]);
        return (number & 0x8000) != 0 ? -(number & 0x7FFF) : number;
    }
}
