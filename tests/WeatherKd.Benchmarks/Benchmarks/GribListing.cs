using System.Diagnostics;
using System.Globalization;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Listing a GRIB2 file of a gigabyte by <c>weatherkd grib ls</c> and by ecCodes' <c>grib_ls</c>, as programs, from start to exit, in
/// turns: table and JSON. The figures are the median rounds'. The file lies in memory of the operating system for both.
/// </summary>
internal static class GribListing
{
    public const string Command = "grib-ls";
    private const int Columns = 1440;
    private const int Rows = 721;
    private const long Bytes = 1L << 30;
    private const int Rounds = 5;

    /// <summary>Runs the benchmark.</summary>
    /// <param name="program">Path of the built <c>WeatherKd.Local.dll</c>.</param>
    public static int Run(string program)
    {
        if (!EcCodes.IsInstalled || !File.Exists(program))
        {
            Console.Error.WriteLine(File.Exists(program)
                ? "ecCodes is not installed (apt-get install libeccodes-tools): nothing to compare with"
                : $"{program} is not there: dotnet build -c Release src/WeatherKd.Local, and give the path of its WeatherKd.Local.dll");
            return 1;
        }

        var path = Path.GetTempFileName();
        try
        {
            var messages = Write(path);
            Console.WriteLine($"{messages} messages, {Bytes / 1e6:F0} MB; .NET {Environment.Version}; seconds, median of {Rounds}");
            Console.WriteLine();
            Console.WriteLine("| | grib_ls | weatherkd grib ls | ratio |");
            Console.WriteLine("| --- | --- | --- | --- |");
            Compare("table", ["grib_ls", path], ["dotnet", program, "grib", "ls", path, "--wide"]);
            Compare("JSON", ["grib_ls", "-j", path], ["dotnet", program, "grib", "ls", path, "--json"]);
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int Write(string path)
    {
        var message = EcCodes.Encode(GribDecoding.SmoothFieldWithNoise(), Columns, Rows, "grid_ccsds", bits: 12);
        using var file = File.Create(path);
        var messages = 0;
        for (; file.Length < Bytes; messages++)
        {
            file.Write(message);
        }

        return messages;
    }

    private static void Compare(string what, string[] theirs, string[] ours)
    {
        var (their, our) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (theirTime, ourTime) = (Time(theirs), Time(ours));
            if (round > 0)
            {
                their.Add(theirTime);
                our.Add(ourTime);
            }
        }

        var (a, b) = (Median(their), Median(our));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {a:F2} | {b:F2} | {a / b:F2} |"));
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static double Time(string[] command)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        return process.ExitCode == 0
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{string.Join(' ', command)}: {errors.Result}");
    }
}
