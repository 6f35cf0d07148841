using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Reading KMA ASOS CSV with quality control, beside Sylvan.Data.Csv that only parses the same numbers of the same file, in turns on one
/// core. Prints MB/s of the best of five rounds, their ratio, and the allocation and largest heap of a file of half a gigabyte.
/// </summary>
internal static class AsosReading
{
    private const int Rounds = 5;
    private const int Years = 60;
    private const int LargeYears = 500;
    private static readonly int[] NumberColumns = [3, 5, 7, 9, 11, 14, 15, 17, 21, 25];

    public static int Run()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var folder = Directory.CreateTempSubdirectory("weatherkd-asos-");
        try
        {
            foreach (var encoding in new[] { Encoding.GetEncoding(949), new UTF8Encoding(false) })
            {
                var path = Path.Combine(folder.FullName, encoding.WebName + ".csv");
                Write(path, encoding, Years);
                Compare(path, encoding);
            }

            var large = Path.Combine(folder.FullName, "large.csv");
            Write(large, Encoding.GetEncoding(949), LargeYears);
            Flatness(large);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(string path, Encoding encoding)
    {
        var megabytes = new FileInfo(path).Length / 1e6;
        var (ours, sylvan) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var (rows, _) = ReadWithQualityControl(path).GetAwaiter().GetResult();
            ours = Math.Min(ours, clock.Elapsed.TotalSeconds);
            clock.Restart();
            var parsed = ParseOnly(path, encoding);
            sylvan = Math.Min(sylvan, clock.Elapsed.TotalSeconds);
            if (rows != parsed)
            {
                throw new InvalidOperationException($"{rows} rows read, {parsed} parsed");
            }
        }

        Console.WriteLine(
            $"{encoding.WebName,-14} {megabytes,6:0} MB   reading with quality control {megabytes / ours,5:0} MB/s   Sylvan parsing alone "
            + $"{megabytes / sylvan,5:0} MB/s   ratio {sylvan / ours:0.00}");
    }

    private static void Flatness(string path)
    {
        var before = GC.GetTotalAllocatedBytes();
        var (rows, heap) = ReadWithQualityControl(path).GetAwaiter().GetResult();
        Console.WriteLine(
            $"{new FileInfo(path).Length / 1e6:0} MB, {rows} rows: largest heap {heap / 1e6:0} MB, allocated "
            + $"{(GC.GetTotalAllocatedBytes() - before) / (double)rows:0} bytes a row");
    }

    private static async Task<(long Rows, long Heap)> ReadWithQualityControl(string path)
    {
        var file = new InputFile(path, Path.GetFileName(path));
        var quality = new QualityControl(VariableTable.Default, new QualityOptions());
        var format = new ObservationFormats(VariableTable.Default).Detect(file);
        var (rows, heap) = (0L, 0L);
        await foreach (var batch in quality.CheckAsync(
            format.ReadAsync(file, e => throw e, CancellationToken.None),
            [],
            DateTimeOffset.MaxValue.AddDays(-1)))
        {
            rows += batch.Count;
            heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false));
        }

        return (rows, heap);
    }

    private static long ParseOnly(string path, Encoding encoding)
    {
        using var text = new StreamReader(path, encoding, false, 1 << 16);
        using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            BufferSize = 1 << 18,
            Culture = CultureInfo.InvariantCulture,
        });
        var (rows, sum) = (0L, 0.0);
        while (csv.Read())
        {
            rows++;
            foreach (var column in NumberColumns)
            {
                if (csv.GetFieldSpan(column).Length > 0)
                {
                    sum += csv.GetDouble(column);
                }
            }
        }

        return double.IsNaN(sum) ? -1 : rows;
    }

    /// <summary>Writes a file in the columns of the data portal, hour after hour, with random weather of a fixed seed.</summary>
    internal static void Write(string path, Encoding encoding, int years)
    {
        var random = new Random(2021);
        using var text = new StreamWriter(path, false, encoding, 1 << 16);
        text.Write(
            "지점,지점명,일시,기온(°C),기온 QC플래그,강수량(mm),강수량 QC플래그,풍속(m/s),풍속 QC플래그,풍향(16방위),풍향 QC플래그,습도(%),습도 "
            + "QC플래그,증기압(hPa),이슬점온도(°C),현지기압(hPa),현지기압 QC플래그,해면기압(hPa),해면기압 QC플래그,일조(hr),일조 QC플래그,일사(MJ/m2),일사 "
            + "QC플래그,적설(cm),3시간신적설(cm),전운량(10분위),중하층운량(10분위),운형(운형약어),최저운고(100m ),시정(10m),지면상태(지면상태코드),현상번호(국내식),지면온도(°C),지면온도 QC플래그,5cm "
            + "지중온도(°C),10cm 지중온도(°C),20cm 지중온도(°C),30cm 지중온도(°C)\r\n");
        var time = new DateTime(1900, 1, 1, 1, 0, 0, DateTimeKind.Unspecified);
        for (var row = 0; row < years * 8760; row++)
        {
            var hour = time.AddHours(row % (200 * 8760));
            var day = hour.Hour is > 6 and < 19;
            var temperature = Math.Round(10 + (10 * Math.Sin(row / 1395.0)) + random.NextDouble(), 1);
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{131 + (row / (200 * 8760))},청주,{hour:yyyy-MM-dd HH:mm},{temperature:0.#},,{(random.Next(10) == 0 ? ".5," : ",9")},{random.Next(60) / 10.0:0.#},,{random.Next(1, 37) * 10},,{random.Next(60, 95)},,{random.Next(30, 200) / 10.0:0.#},{temperature - 3:0.#},{1000 + random.Next(200) / 10.0:0.#},,{1007 + random.Next(200) / 10.0:0.#},,{(day ? ".5," : ",9")},{(day ? "1.27," : ",9")},,,{random.Next(11)},4,Sc,5,806,,1905,-.9,,,,,\r\n"));
        }
    }
}
