using System.Runtime.InteropServices;
using CsCheck;
using WeatherKd.NumericalModels;
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

        var stored = Assert.Single(await service.Teacher.ReadAsync(await service.Teacher.ListAsync("gfs", null, null, Cancel), null, Cancel));
        AssertHours(pattern, stored, firstLead: 1);
        AssertHours(pattern, (await service.Hot.ViewAsync(Cancel)).Teacher("gfs", Station.Id)!, FirstHourServed + 1);
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
                Assert.True(double.IsNaN(expected) ? float.IsNaN(found) : Math.Abs(found - expected) < 0.02, $"{what}: {expected} expected, {found} found");
                Assert.True(runs.IsEstimate(start, lead, index) == isEstimate, $"{what}: {(isEstimate ? "an estimate" : "no estimate")} expected");
            }
        }
    }

    private static List<float> Rows(TeacherRuns runs) =>
        [.. Enumerable.Range(0, RunPattern.LastLead + 1).SelectMany(lead => Enumerable.Range(0, runs.Variables.Count).Select(v => runs.Value(runs.RunHours[0], lead, v)))];

    private async Task<TeacherRuns> ReadAsync(IEnumerable<byte[]> files)
    {
        var batches = new List<TeacherBatch>();
        foreach (var file in files)
        {
            batches.AddRange((await ModelReading.Of(_files.Bytes(file), [Station])).Batches);
        }

        return ModelReading.WholeRun(batches)[Station.Id];
    }
}
