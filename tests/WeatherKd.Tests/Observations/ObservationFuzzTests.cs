using System.Text;
using CsCheck;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Observations;

/// <summary>
/// Damaged files of every format: either they are read, or refused with an <see cref="InputFormatException"/>; never another exception,
/// never more rows and reports than the file has bytes, never more memory than <see cref="AllocationBound"/>. Seeds are fixed;
/// <c>WEATHERKD_FUZZ_ITERATIONS</c> makes a long run of it, with new seeds.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class ObservationFuzzTests : IDisposable
{
    /// <summary>Allocated for a file of a few kB: reading buffers (3 MB), and columns of a batch.</summary>
    private const long AllocationBound = 32 << 20;

    private readonly TemporaryFiles _files = new();

    public static TheoryData<string, string> Samples() => new()
    {
        {
            "asos.csv",
            "지점,지점명,일시,기온(°C),기온 QC플래그,강수량(mm),강수량 QC플래그,풍속(m/s),풍향(16방위),습도(%),현지기압(hPa),일사(MJ/m2),전운량(10분위)\n"
            + string.Concat(Enumerable.Range(0, 30)
                .Select(i =>
                    $"131,청주,2021-01-{(i / 24) + 1:00} {(i % 24) + 1:00}:00,-{i % 9}.{i % 10},,,9,.4,{i % 36 * 10},85,1020.6,,4\n"))
        },
        {
            "station.csv",
            "station_id,valid_time,temperature_2m,pm10\n" + string.Concat(Enumerable.Range(0, 40)
                .Select(i => $"\"129\",2021-01-01T{i % 24:00}:00Z,{i}.5,{i * 3}\n"))
        },
        {
            "airkorea.csv",
            "지역,망,측정소코드,측정소명,측정일시,PM10,주소\n" + string.Concat(Enumerable.Range(1, 24)
                .Select(i => $"서울,도시대기,111121,중구,20211001{i:00},{i},\"서울, 중구\"\n"))
        },
        {
            "471310-99999-2021",
            string.Concat(Enumerable.Range(0, 24).Select(i => $"2021 01 01 {i:00}   -72   -92 10283   200     4     8     0 -9999\n"))
        },
        {
            "isd.txt",
            string.Concat(Enumerable.Repeat(
                "0235722020128392020010100537+25788-080317FM-15+0009KMIA "
                + "V0309999C000052200059N0160935N5+02285+01505101785ADDAA101000095GF102995999999007621999999MA1101795101695REMMET\n",
                10))
        },
        {
            "isd.csv",
            "\"STATION\",\"DATE\",\"REPORT_TYPE\",\"WND\",\"TMP\",\"DEW\",\"SLP\",\"AA1\"\n"
            + string.Concat(Enumerable.Repeat(
                "\"72202012839\",\"2020-01-01T00:53:00\",\"FM-15\",\"999,9,C,0000,5\",\"+0228,5\",\"+0150,5\",\"10178,5\",\"01,0000,9,5\"\n",
                10))
        },
        {
            "ghcnh.psv",
            "STATION|DATE|temperature|temperature_Quality_Code|wind_speed|precipitation|precipitation_Report_Type\n" + string.Concat(
                Enumerable.Range(
                    0,
                    24)
                    .Select(i => $"KSM00047108|2025-09-01T{i:00}:00:00|25.{i}|1|3.1|0.5|FM-15\n"))
        },
        {
            "metar.txt",
            "2021/01/30 12:00\n" + string.Concat(Enumerable.Repeat(
                "METAR RKSI 301200Z 31012G22KT 270V340 9999 FEW030 M03/M12 Q1027 NOSIG RMK SLP178 T10281150 P0010=\n",
                10))
        },
    };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task ADamagedFileIsReadOrRefused(string name, string content)
    {
        await ReadAndCheckAsync(Encoding.UTF8.GetBytes(content), name);
        var iterations = int.TryParse(Environment.GetEnvironmentVariable("WEATHERKD_FUZZ_ITERATIONS"), out var many) ? many : 0;
        await Mutation.Of(Encoding.UTF8.GetBytes(content)).SampleRepeatablyAsync(
            async bytes =>
            {
                var before = GC.GetTotalAllocatedBytes();
                try
                {
                    await ReadAndCheckAsync(bytes, name);
                }
                catch (InputFormatException e)
                {
                    Assert.NotEmpty(e.Message);
                }

                // What is allocated is the whole process's: it means something only in the long run, which has the machine to itself.
                if (many > 0)
                {
                    Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, AllocationBound);
                }
            },
            iterations > 0 ? iterations : 300,
            iterations > 0 ? (ulong)TimeProvider.System.GetTimestamp() : RepeatableSampling.Seed);
    }

    private async Task ReadAndCheckAsync(byte[] bytes, string name)
    {
        var file = _files.Bytes(bytes, name);
        try
        {
            var quality = new QualityControl(VariableTable.Default, new QualityOptions());
            var work = 0;
            void Count(int more) => Assert.InRange(work += more, 0, bytes.Length);
            var batches = new ObservationFormats(VariableTable.Default).Detect(file).ReadAsync(file, _ => Count(1), CancellationToken.None);
            await foreach (var batch in quality.CheckAsync(batches, [], Observed.LongAfter))
            {
                Count(batch.Count);
                Assert.All(batch.Values.Values, column => Assert.Equal(batch.Count, column.Length));
            }
        }
        finally
        {
            File.Delete(file.Path);
        }
    }
}
