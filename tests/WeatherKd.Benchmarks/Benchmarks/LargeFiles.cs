using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Whether memory stays flat: files of an eighth of the wanted size and of all of it are read one after the other, the ASOS file with
/// quality control, the GRIB2 run interpolated to 1,000 stations; with ecCodes' time to only decode the same fields. The size in GB is
/// <c>WEATHERKD_LARGE_GIGABYTES</c>, 1.2 without it.
/// </summary>
internal static class LargeFiles
{
    private const int Columns = 1440;
    private const int Rows = 721;
    private const int Stations = 1_000;

    /// <summary>Category, number, level type and level of temperature, dew point, humidity, wind and pressure.</summary>
    private static readonly (int Category, int Number, int Level, int Value)[] Parameters =
        [(0, 0, 103, 2), (0, 6, 103, 2), (1, 1, 103, 2), (2, 2, 103, 10), (2, 3, 103, 10), (3, 0, 1, 0)];

    public static int Run()
    {
        var gigabytes = double.TryParse(
            Environment.GetEnvironmentVariable("WEATHERKD_LARGE_GIGABYTES"),
            CultureInfo.InvariantCulture,
            out var wanted)
            ? wanted
            : 1.2;
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Console.WriteLine(
            "| file | GB | seconds | MB/s | rows or station values/s | largest working set, MB | ecCodes decoding alone, s |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        var folder = Directory.CreateTempSubdirectory("weatherkd-large-");
        try
        {
            foreach (var size in new[] { gigabytes / 8, gigabytes })
            {
                Measure(
                    "ASOS CSV with quality control",
                    Path.Combine(folder.FullName, "asos.csv"),
                    path => AsosReading.Write(path, Encoding.GetEncoding(949), (int)(size * 1e9 / 125 / 8760)),
                    ReadAsos,
                    null);
            }

            foreach (var packing in EcCodes.IsInstalled ? new[] { "grid_simple", "grid_ccsds" } : [])
            {
                foreach (var size in new[] { gigabytes / 8, gigabytes })
                {
                    Measure(
                        $"GRIB2 {packing}, {Stations} stations",
                        Path.Combine(folder.FullName, "run.grib2"),
                        path => WriteRun(path, packing, size * 1e9),
                        ReadRun,
                        DecodeAlone);
                }
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(
        string what,
        string path,
        Action<string> write,
        Func<InputFile, Task<(long Items, long WorkingSet)>> read,
        Func<string, double>? theirs)
    {
        write(path);
        GC.Collect();
        var bytes = new FileInfo(path).Length;
        var clock = Stopwatch.StartNew();
        var (items, workingSet) = read(new InputFile(path, Path.GetFileName(path))).GetAwaiter().GetResult();
        var seconds = clock.Elapsed.TotalSeconds;
        var other = theirs is null ? "–" : theirs(path).ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {bytes / 1e9:0.00} | {seconds:0.0} | {bytes / 1e6 / seconds:0} | {items / seconds:0} | {workingSet / 1e6:0} | "
            + $"{other} |"));
        File.Delete(path);
    }

    private static async Task<(long Items, long WorkingSet)> ReadAsos(InputFile file)
    {
        var quality = new QualityControl(VariableTable.Default, new QualityOptions());
        var (rows, workingSet) = (0L, 0L);
        await foreach (var batch in quality.CheckAsync(
            new ObservationFormats(VariableTable.Default).ReadAsync([file], _ => { }, _ => { }, CancellationToken.None),
            [],
            DateTimeOffset.MaxValue.AddDays(-1)))
        {
            rows += batch.Count;
            workingSet = Math.Max(workingSet, Environment.WorkingSet);
        }

        return (rows, workingSet);
    }

    private static async Task<(long Items, long WorkingSet)> ReadRun(InputFile file)
    {
        var random = new Random(7);
        var stations = Enumerable.Range(0, Stations)
            .Select(i => new Station(
                $"S{i}",
                Latitude: (random.NextDouble() * 179) - 89.5,
                Longitude: (random.NextDouble() * 360) - 180,
                Elevation: random.Next(500)))
            .ToList();
        var (values, workingSet) = (0L, 0L);
        await foreach (var batch in new NumericalModelFormats(VariableTable.Default)
            .Detect(file)
            .ReadAsync(file, stations, e => throw e, CancellationToken.None))
        {
            values += (long)batch.Count * batch.Values.Count;
            workingSet = Math.Max(workingSet, Environment.WorkingSet);
        }

        return (values, workingSet);
    }

    /// <summary>A run of hourly leads with all parameters, until the file is as large as wanted.</summary>
    private static void WriteRun(string path, string packing, double bytes)
    {
        var random = new Random(11);
        var values = new double[Columns * Rows];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = 280 + (10 * Math.Sin(i / 977.0)) + (random.NextDouble() * 0.1);
        }

        var message = EcCodes.Encode(values, Columns, Rows, packing, bits: 16);
        var product = 16;
        while (message[product + 4] != 4)
        {
            product += BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(product));
        }

        using var file = File.Create(path);
        for (var lead = 1; file.Length < bytes; lead++)
        {
            foreach (var (category, number, level, value) in Parameters)
            {
                // Octets 10, 11, 19-22, 23 and 25-28 of section 4, template 4.0; hours in octet 18.
                (message[product + 9], message[product + 10], message[product + 17], message[product + 22], message[product + 23]) =
                    ((byte)category, (byte)number, 1, (byte)level, 0);
                BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(product + 18), lead);
                BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(product + 24), value);
                file.Write(message);
            }
        }
    }

    private static double DecodeAlone(string path)
    {
        var values = new double[Columns * Rows];
        using var file = File.OpenRead(path);
        var header = new byte[16];
        var clock = Stopwatch.StartNew();
        while (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var message = new byte[BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(8))];
            header.CopyTo(message, 0);
            file.ReadExactly(message.AsSpan(header.Length));
            EcCodes.Decode(message, values);
        }

        return clock.Elapsed.TotalSeconds;
    }
}
