using System.Diagnostics;
using System.Globalization;
using WeatherKd.NumericalModels;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Reading a run as GFS delivers it, one file an hour with all variables on the 0.25° grid, at 6,000 stations, and the same messages in one
/// file: the rows must be the same, and so should be the time. Prints seconds of the median round, and the largest heap.
/// </summary>
internal static class HourlyFiles
{
    public const string Command = "gfs-hourly";
    private const int Columns = 1440;
    private const int Rows = 721;
    private const int Hours = 12;
    private const int Stations = 6000;
    private const int Rounds = 3;

    /// <summary>Category, number, level type, level, process (−1 for an instant) and whether a mean or sum is since the start.</summary>
    private static readonly (int Category, int Number, int Type, int Level, int Process, bool IsTotal)[] Fields =
    [
        (0, 0, 103, 2, -1, false),
        (1, 1, 103, 2, -1, false),
        (2, 2, 103, 10, -1, false),
        (2, 3, 103, 10, -1, false),
        (3, 0, 1, 0, -1, false),
        (3, 1, 101, 0, -1, false),
        (1, 8, 1, 0, 1, false),
        (1, 8, 1, 0, 1, true),
        (1, 7, 1, 0, 0, false),
        (4, 7, 1, 0, 0, false),
        (6, 1, 10, 0, -1, false),
    ];

    public static async Task<int> RunAsync()
    {
        if (!EcCodes.IsInstalled)
        {
            Console.Error.WriteLine("ecCodes' library is not installed (apt-get install libeccodes-tools): it writes the fields");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("weatherkd-gfs-").FullName;
        try
        {
            var files = Write(folder);
            var random = new Random(1);
            Station[] stations =
            [
                .. Enumerable.Range(0, Stations)
                    .Select(i => new Station($"{i}", Latitude: (random.NextDouble() * 170) - 85, Longitude: random.NextDouble() * 360))
            ];
            var whole = Path.Combine(folder, "whole");
            await using (var all = File.Create(whole))
            {
                foreach (var file in files)
                {
                    await using var part = File.OpenRead(file);
                    await part.CopyToAsync(all);
                }
            }

            var (hourly, together) = (new List<double>(), new List<double>());
            var heap = 0L;
            for (var round = 0; round < Rounds; round++)
            {
                hourly.Add(await ReadAsync(files, stations, h => heap = Math.Max(heap, h)));
                together.Add(await ReadAsync([whole], stations, _ => { }));
            }

            var (a, b) = (hourly.Order().ElementAt(Rounds / 2), together.Order().ElementAt(Rounds / 2));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Hours} files of {Fields.Length} fields of {Columns}×{Rows}, {new FileInfo(whole).Length / 1e6:F0} MB, {Stations} stations: "
                + $"{a:F2} s one file an hour, {b:F2} s in one file, ratio {b / a:F2}; largest heap {heap / 1e6:F0} MB"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Write(string folder)
    {
        var field = GribDecoding.SmoothFieldWithNoise();
        var rain = field.Select(value => Math.Max(0, 0.7 * (value - 298))).ToArray();
        var smooth = EcCodes.Encode(field, Columns, Rows, "grid_complex", 12);
        var wet = EcCodes.Encode(rain, Columns, Rows, "grid_complex", 12);
        return [.. Enumerable.Range(1, Hours).Select(hour =>
        {
            var path = Path.Combine(folder, $"f{hour:000}");
            using var file = File.Create(path);
            foreach (var kind in Fields)
            {
                file.Write(MessageSections.Replace(
                    kind.Process < 0 ? smooth : wet,
                    new Dictionary<int, byte[]> { [4] = Product(kind, hour) }));
            }

            return path;
        })];
    }

    /// <summary>Section 4, template 4.0 or 4.8.</summary>
    private static byte[] Product((int Category, int Number, int Type, int Level, int Process, bool IsTotal) kind, int hour)
    {
        var isInstant = kind.Process < 0;
        var start = isInstant ? hour : kind.IsTotal ? 0 : (hour - 1) / 6 * 6;
        var product = new WeatherKd.Grib.Tests.Writing.SectionWriter(4, isInstant ? 34 : 58)
            .U16(8, isInstant ? 0 : 8)
            .U8(10, kind.Category)
            .U8(11, kind.Number)
            .U8(12, 2)
            .U8(18, 1)
            .S32(19, start)
            .U8(23, kind.Type)
            .U32(25, (uint)kind.Level)
            .U8(29, 255);
        if (isInstant)
        {
            return product.ToArray();
        }

        // The end is left to the length: octets 35 to 41 are no date.
        return product.U8(42, 1).U8(47, kind.Process).U8(48, 2).U8(49, 1).U32(50, (uint)(hour - start)).U8(54, 255).ToArray();
    }

    private static async Task<double> ReadAsync(IReadOnlyList<string> files, Station[] stations, Action<long> heap)
    {
        var formats = new NumericalModelFormats(VariableTable.Default);
        var clock = Stopwatch.StartNew();
        var rows = 0;
        foreach (var path in files)
        {
            var file = new InputFile(path, Path.GetFileName(path));
            await foreach (var batch in formats.Detect(file).ReadAsync(file, stations, e => throw e, CancellationToken.None))
            {
                rows += batch.Count;
            }

            heap(GC.GetTotalMemory(forceFullCollection: false));
        }

        return rows == Hours * Stations
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{rows} rows read, {Hours * Stations} expected");
    }
}
