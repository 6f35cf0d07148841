using System.Runtime.InteropServices;
using CsCheck;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Forecasting;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Amounts and means over time do not depend on how a run was cut into files, nor on the order in which they came.</summary>
public sealed class RunCutIntoFilesTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly Station Station = new("129", Latitude: 36.75, Longitude: 126.5);
    private static readonly DateTimeOffset Run = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AnyCutInAnyOrderWithAnyPartTwiceGivesTheSameHours()
    {
        await Gen.Int[0, 1_000_000].SampleRepeatablyAsync(
            async seed =>
            {
                foreach (var pattern in RunPattern.All(seed))
                {
                    var whole = await ReadAsync([Grib2Message.File([.. pattern.Messages])]);
                    AssertHours(pattern, whole, firstLead: 1);

                    var cut = await ReadAsync(Cut(pattern, new Random(seed)));
                    Assert.Equal(Rows(whole), Rows(cut));
                }
            },
            iterations: 12);
    }

    /// <summary>
    /// The same runs as NetCDF: GFS's buckets and totals, ECMWF's since the start, HRRR's quarters of an hour, ICON's means, LDAPS's one
    /// and three hours. Times are the end, the middle or the start of their bounds.
    /// </summary>
    [Fact]
    public async Task AnyCutOfARunInNetCdfInAnyOrderWithAnyPartTwiceGivesTheSameHours()
    {
        await Gen.Int[0, 1_000_000].SampleRepeatablyAsync(
            async seed =>
            {
                foreach (var run in RunPattern.All(seed).Select(NetCdfRun.Of))
                {
                    var whole = await ReadAsync(run.Whole());
                    AssertHours(run.Pattern, whole, firstLead: 1);
                    Assert.Equal(Rows(whole), Rows(await ReadAsync(run.Cut(new Random(seed)))));
                }
            },
            iterations: 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task TheStoreAndTheSnapshotGiveTheSameHoursOfARunInManyFiles(int index)
    {
        const int FirstHourServed = 9;
        var pattern = RunPattern.All(seed: 11)[index];
        await using var service = await ServingStation.OpenAsync(azurite);
        await service.ListAsync(Station);

        // The 72 h before the newest observation begin within the run: hours from there on are derived from amounts before them.
        var files = Cut(pattern, new Random(index), most: 6);
        for (var i = 0; i < files.Count; i++)
        {
            if (i == files.Count / 2)
            {
                await service.ObserveAsync(Station.Id, Run.AddHours(FirstHourServed + 72), ServingStation.Mild(30));
            }

            await service.ModelAsync("gfs", files[i]);
        }

        var stored = Assert.Single(await service.Teacher.ReadAsync(
            await service.Teacher.ListAsync("gfs", null, null, Cancel),
            null,
            Cancel));
        AssertHours(pattern, stored, firstLead: 1);
        AssertHours(pattern, (await service.Recent.ViewAsync(Cancel)).Teacher("gfs", Station.Id)!, FirstHourServed + 1);
    }

    /// <summary>
    /// GFS as NOAA delivers it (ecmwf/cfgrib#321, open-meteo#1994): one file an hour, rain since the last 6-hour bucket and since the
    /// start, radiation as mean since the bucket. Expected: the rain and the radiation that the amounts were added up from, as wgrib2
    /// -ncep_norm gives them.
    /// </summary>
    [Fact]
    public async Task OneFileAnHourOfGfsGivesItsRainAndRadiationInEitherOrder()
    {
        int[] rain = [1, 0, 2, 0, 0, 4, 10, 0, 0, 3, 0, 5];
        var files = Enumerable.Range(1, 12).Select(h =>
        {
            var bucket = (h - 1) / 6 * 6;
            return Grib2Message.File(
                Field((0, 0, 0), h, null, 288.15f),
                Field((0, 1, 8), h, (bucket, 1), rain[bucket..h].Sum()),
                Field((0, 1, 8), h, (0, 1), rain[..h].Sum()),
                Field((0, 4, 192), h, (bucket, 0), (float)Enumerable.Range(bucket + 1, h - bucket).Average(k => 100 * k)) with
                {
                    Centre = 7,
                });
        }).ToList();

        foreach (var order in new[] { files, Enumerable.Reverse(files).ToList() })
        {
            var runs = await ReadAsync(order);
            Assert.Equal(
                rain,
                Enumerable.Range(1, 12)
                    .Select(h => (int)Math.Round(runs.Value(runs.RunHours[0], h, runs.Variables.IndexOf("precipitation")), 3)));
            Assert.All(
                Enumerable.Range(1, 12),
                h => Assert.Equal(100f * h, runs.Value(runs.RunHours[0], h, runs.Variables.IndexOf("shortwave_radiation")), 0.01f));
        }

        static Grib2Message Field((int, int, int) parameter, int lead, (int, int)? period, float value) => new()
        {
            Parameter = parameter,
            Level = period is null ? (103, 2) : (1, 0),
            Lead = lead,
            Period = period,
            Values = [.. Enumerable.Repeat(value, 9)],
        };
    }

    /// <summary>Each message in one of some files and some messages in two, the files in any order, some delivered twice.</summary>
    private static List<byte[]> Cut(RunPattern pattern, Random random, int most = 40)
    {
        var parts = pattern.Messages.Concat(pattern.Messages.Where(_ => random.Next(10) == 0)).ToArray();
        random.Shuffle(parts);
        var number = random.Next(2, most + 1);
        var files = parts.GroupBy(_ => random.Next(number)).Select(file => Grib2Message.File([.. file])).ToList();
        files.AddRange(files.Where(_ => random.Next(5) == 0).ToList());
        random.Shuffle(CollectionsMarshal.AsSpan(files));
        return files;
    }

    private static void AssertHours(RunPattern pattern, TeacherRuns runs, int firstLead)
    {
        var start = Assert.Single(runs.RunHours);
        foreach (var variable in new[] { "precipitation", "shortwave_radiation" })
        {
            var index = runs.Variables.IndexOf(variable);
            Assert.True(index >= 0, $"{pattern.Name}: no {variable}");
            for (var lead = firstLead; lead <= RunPattern.LastLead; lead++)
            {
                var what = $"{pattern.Name}, {variable} at lead {lead}";
                var (expected, isEstimate) = pattern.Hours.GetValueOrDefault((variable, lead), (double.NaN, false));
                var found = runs.Value(start, lead, index);
                Assert.True(
                    double.IsNaN(expected) ? float.IsNaN(found) : Math.Abs(found - expected) < 0.02,
                    $"{what}: {expected} expected, {found} found");
                Assert.True(
                    runs.IsEstimate(start, lead, index) == isEstimate,
                    $"{what}: {(isEstimate ? "an estimate" : "no estimate")} expected");
            }
        }
    }

    private static List<float> Rows(TeacherRuns runs) =>
        [
            .. Enumerable.Range(0, RunPattern.LastLead + 1)
                .SelectMany(lead => Enumerable.Range(0, runs.Variables.Count).Select(v => runs.Value(runs.RunHours[0], lead, v)))
        ];

    private async Task<TeacherRuns> ReadAsync(IEnumerable<byte[]> files)
    {
        var batches = new List<Rows>();
        foreach (var file in files)
        {
            batches.AddRange((await ModelReading.Of(_files.Bytes(file), [Station])).Batches);
        }

        return ModelReading.WholeRun(batches)[Station.Id];
    }
}
