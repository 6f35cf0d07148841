using System.Diagnostics;
using System.Globalization;
using WeatherKd.Grib;
using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Decoding of one 1440×721 field of 16 bits in each packing, and of fields shaped like real files', beside ecCodes: both decode the
/// same bytes into the same array on one core, taking turns, from opening the message to the last value. The figure is the median round's.
/// </summary>
internal static class GribDecoding
{
    private const int Columns = 1440;
    private const int Rows = 721;
    private const int Bits = 16;
    private static readonly TimeSpan TimePerPacking = TimeSpan.FromSeconds(3);

    private const string SpatialDifferencing = "grid_complex_spatial_differencing";

    private static readonly string[] PackingsOfEdition1 = ["grid_simple", "grid_second_order", "grid_second_order_no_SPD"];

    private static readonly string[] Packings =
        ["grid_simple", "grid_complex", SpatialDifferencing, "grid_ccsds", "grid_png", "grid_jpeg"];

    public static int Run()
    {
        if (!EcCodes.IsInstalled)
        {
            Console.Error.WriteLine("ecCodes' library is not installed (apt-get install libeccodes-tools): nothing to compare with");
            return 1;
        }

        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        }

        Console.WriteLine($"{Columns}×{Rows} values, {Bits} bits, one core, .NET {Environment.Version}; million values/s");
        Console.WriteLine();
        PrintHead("packing");
        var field = SmoothFieldWithNoise();
        foreach (var packing in Packings)
        {
            var message = EcCodes.Encode(field, Columns, Rows, packing == SpatialDifferencing ? "grid_simple" : packing, Bits);
            Console.WriteLine(Measure(packing, packing == SpatialDifferencing ? WithSecondDifferences(message, field) : message));
        }

        foreach (var packing in PackingsOfEdition1)
        {
            Console.WriteLine(Measure($"edition 1, {packing}", EcCodes.Encode(field, Columns, Rows, packing, Bits, edition: 1)));
        }

        Console.WriteLine();
        Console.WriteLine("Fields shaped like real files'; million points/s");
        Console.WriteLine();
        PrintHead("shape");
        foreach (var (shape, message) in RealFileShapes.All())
        {
            Console.WriteLine(Measure(shape, message));
        }

        return 0;
    }

    private static void PrintHead(string first)
    {
        Console.WriteLine($"| {first} | message, bytes | ecCodes | WeatherKd.Grib | ratio | allocated beside the result, bytes |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
    }

    /// <summary>The message with its sections 5 and 7 in template 5.3, second order, written by the tests' encoder.</summary>
    private static byte[] WithSecondDifferences(byte[] message, double[] field)
    {
        var smallest = (float)field.Min() - 0.001f;
        var binaryScale = (int)Math.Ceiling(Math.Log2((field.Max() - smallest) / ((1 << Bits) - 1)));
        var packing = new ComplexPackedValues { Order = 2, GroupLength = 24, Reference = smallest, BinaryScale = binaryScale };
        var (section5, section7) = packing.Pack([.. field.Select(value => (long)Math.Round(
            (value - smallest) / Math.ScaleB(1, binaryScale)))]);

        return MessageSections.Replace(message, new Dictionary<int, byte[]> { [5] = section5.ToArray(), [7] = section7.ToArray() });
    }

    private static string Measure(string packing, byte[] message)
    {
        var points = PointsOf(message);
        var theirs = new double[points];
        var ours = new double[points];
        EcCodes.Decode(message, theirs);
        Decode(message, ours);
        CheckSame(packing, theirs, ours);

        List<double> theirTimes = [], ourTimes = [];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimePerPacking || ourTimes.Count < 9)
        {
            theirTimes.Add(Time(() => EcCodes.Decode(message, theirs)));
            ourTimes.Add(Time(() => Decode(message, ours)));
        }

        double theirRate = Rate(points, theirTimes), ourRate = Rate(points, ourTimes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {packing} | {message.Length} | {theirRate:G3} | {ourRate:G3} | {ourRate / theirRate:F2} | "
            + $"{AllocatedBesideResult(message)} |");
    }

    private static int PointsOf(byte[] message)
    {
        using var file = GribFile.Open(message);
        return file.Fields[0].Grid.PointCount;
    }

    private static void Decode(byte[] message, double[] values)
    {
        using var file = GribFile.Open(message);
        (file.Problems.Count == 0 ? file.Fields[0] : throw file.Problems[0]).Decode(values);
    }

    private static double Time(Action decode)
    {
        var start = Stopwatch.GetTimestamp();
        decode();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Rate(int points, List<double> times)
    {
        times.Sort();
        return points / times[times.Count / 2] / 1e6;
    }

    private static long AllocatedBesideResult(byte[] message)
    {
        using var file = GribFile.Open(message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var values = file.Fields[0].Decode();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated - (values.Length * sizeof(double));
    }

    private static void CheckSame(string packing, double[] theirs, double[] ours)
    {
        for (var i = 0; i < theirs.Length; i++)
        {
            var isSame = double.IsNaN(ours[i])
                ? theirs[i] == EcCodes.Missing
                : Math.Abs(theirs[i] - ours[i]) <= 1e-12 * Math.Abs(theirs[i]);
            if (!isSame)
            {
                throw new InvalidOperationException($"{packing}, value {i}: ecCodes {theirs[i]:R}, WeatherKd.Grib {ours[i]:R}");
            }
        }
    }

    /// <summary>Temperatures with waves of many lengths and a little noise, about as compressible as a model's 2 m temperature.</summary>
    internal static double[] SmoothFieldWithNoise()
    {
        var random = new Random(20260310);
        var values = new double[Columns * Rows];
        for (var row = 0; row < Rows; row++)
        {
            var latitude = Math.PI * ((double)row / (Rows - 1) - 0.5);
            for (var column = 0; column < Columns; column++)
            {
                var longitude = 2 * Math.PI * column / Columns;
                values[(row * Columns) + column] = 250 + (45 * Math.Cos(latitude)) + (8 * Math.Sin((3 * longitude) + (2 * latitude)))
                    + (3 * Math.Sin(17 * longitude) * Math.Cos(11 * latitude)) + (0.05 * (random.NextDouble() - 0.5));
            }
        }

        return values;
    }
}
