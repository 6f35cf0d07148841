using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Tests;

/// <summary>What a student learns from the teacher's own series.</summary>
[Collection(OneLibtorch.Name)]
public sealed class TeacherArchiveTests
{
    private const int ObservedDays = 14;

    private static readonly TrainingSettings Small = new() { Epochs = 3, Patience = 3, HiddenSize = 8, BatchSize = 64, Device = "cpu" };

    private static readonly AlignmentOptions Options = new();

    /// <summary>Four months of runs, of which only the last days were observed.</summary>
    private static readonly SeriesWindows Source = new SimulatedWeather
    {
        Days = 125,
        Stations = 1,
    }.Windows().ObservedFor(ObservedDays, Options);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFewDaysOfObservationsAreWorthMoreWithTheArchive()
    {
        var with = await new TrainingRun(Source, StudentVariant.Standalone, Small, new MemoryJournal()).RunAsync(Cancel);
        var without = await new TrainingRun(Source, StudentVariant.Standalone, Small with
        {
            Archive = ArchiveUse.Off,
        }, new MemoryJournal()).RunAsync(Cancel);

        Assert.Contains("temperature_2m", Load(with).Lineage.Archive!.Taught);
        Assert.Null(Load(without).Lineage.Archive);
        Assert.True(await RmseAsync(with, "temperature_2m") < await RmseAsync(without, "temperature_2m"));
    }

    /// <summary>A warm start too: the network is what the archive of now taught, whatever the parent learned.</summary>
    [Fact]
    public async Task AFewDaysOfObservationsFitTheRegressionAlone()
    {
        var cold = await new TrainingRun(Source, StudentVariant.Guided, Small, new MemoryJournal()).RunAsync(Cancel);
        var warm = await new TrainingRun(Source, StudentVariant.Guided, Small, new MemoryJournal())
        {
            ParentCheckpoint = cold.Checkpoint,
            ParentId = "parent",
        }.RunAsync(Cancel);
        var withoutArchive = await new TrainingRun(Source, StudentVariant.Guided, Small with
        {
            Archive = ArchiveUse.Off,
        }, new MemoryJournal()).RunAsync(Cancel);

        Assert.Equal((0, 0), (cold.Epochs, cold.BestEpoch));
        Assert.NotEmpty(Load(cold).Lineage.Archive!.Taught);
        Assert.Equal(0, warm.Epochs);
        Assert.Null(Load(warm).Lineage.Parent);
        Assert.Equal(await ForecastAsync(cold, Source), await ForecastAsync(warm, Source));
        Assert.NotEqual(0, withoutArchive.Epochs);
    }

    [Fact]
    public async Task WhereItHelpsNothingTheStudentIsTheOneWithoutIt()
    {
        // All that the archive tells has been observed too.
        var source = new SimulatedWeather { Days = 125, Stations = 1 }.Windows();
        var with = await new TrainingRun(source, StudentVariant.Guided, Small with { Epochs = 1 }, new MemoryJournal()).RunAsync(Cancel);
        var without = await new TrainingRun(source, StudentVariant.Guided, Small with
        {
            Epochs = 1,
            Archive = ArchiveUse.Off,
        }, new MemoryJournal()).RunAsync(Cancel);

        Assert.Empty(Load(with).Lineage.Archive!.Taught);
        Assert.Equal(await ForecastAsync(without, source), await ForecastAsync(with, source));
    }

    [Fact]
    public async Task TheLineageNamesTheRunsAndNoneOfThemIsOfTheTimeThatIsVerified()
    {
        var student = await new TrainingRun(Source, StudentVariant.Standalone, Small, new MemoryJournal()).RunAsync(Cancel);

        var archive = Load(student).Lineage.Archive!;
        Assert.True(archive.NewestRun < (Source.Description.Split.VerificationStart - 24).ToTime());
        Assert.True(archive.FirstRun < archive.NewestRun);
        Assert.True(archive.Runs > 90);
        Assert.True(archive.Epochs > 0);
        Assert.Equal(archive.NewestRun, archive.NetworkTaughtBy!.NewestRun);
    }

    [Fact]
    public async Task ARunThatIsCutOffWithinTheArchiveEndsAsIfItHadNotBeen()
    {
        var whole = await new TrainingRun(Source, StudentVariant.Standalone, Small, new MemoryJournal()).RunAsync(Cancel);
        var crashing = new MemoryJournal { CrashAfterEpoch = 0 };
        await Assert.ThrowsAsync<MemoryJournal.CrashException>(() => new TrainingRun(
            Source,
            StudentVariant.Standalone,
            Small,
            crashing).RunAsync(Cancel));

        var goingOn = new MemoryJournal { Checkpoint = crashing.Checkpoint };
        var resumed = await new TrainingRun(Source, StudentVariant.Standalone, Small, goingOn).RunAsync(Cancel);

        Assert.Equal(whole.Onnx, resumed.Onnx);
        Assert.DoesNotContain(goingOn.Progress, p => p.Note?.Contains("epoch 1 of", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task TheArchiveIsLearnedOnceAndTheStudentIsTheSame()
    {
        var store = new MemoryPretrainedStore();
        var (first, second) = (new MemoryJournal(), new MemoryJournal());
        var learned = await new TrainingRun(Source, StudentVariant.Standalone, Small, first) { Pretrained = store }.RunAsync(Cancel);
        var taken = await new TrainingRun(Source, StudentVariant.Standalone, Small, second) { Pretrained = store }.RunAsync(Cancel);

        Assert.Single(store.Kept);
        Assert.Contains(first.Progress, p => p.Note?.Contains("on its own unseen tenth", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(second.Progress, p => p.Note?.Contains("on its own unseen tenth", StringComparison.Ordinal) == true);
        Assert.Equal(learned.Onnx, taken.Onnx);
    }

    [Theory]
    [InlineData(104, 0, true)]
    [InlineData(111, 0, false)]
    [InlineData(100, -1, false)]
    [InlineData(100, 5, true)]
    public void WhatAnArchiveTaughtServesUntilItHasGrownByATenthAndNeverForAnEarlierTime(int runs, int newerByDays, bool serves)
    {
        var day = new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var kept = new TeacherArchiveDescription("m", 100, day, day.AddDays(100));

        Assert.Equal(serves, kept.Serves(new TeacherArchiveDescription("m", runs, day, day.AddDays(100 + newerByDays))));
    }

    [Theory]
    [InlineData("ecmf, process 153", "ecmf, process 154", false)]
    [InlineData("ecmf, process 153", "ecmf, process 153", true)]
    [InlineData("ecmf, process 153", null, true)]
    [InlineData(null, "ecmf, process 153", true)]
    public void WhatAnotherVersionOfTheModelTaughtIsLearnedAnew(string? before, string? now, bool serves)
    {
        var day = new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var archive = new TeacherArchiveDescription("m", 100, day, day.AddDays(100));

        Assert.Equal(serves, (archive with { Version = before }).Serves(archive with { Version = now }));
    }

    [Fact]
    public async Task NoWindowToLearnFromHoldsAnObservationOfBeforeTheDaysObserved()
    {
        var first = Source.Description.Split.ValidationEnd + Source.Description.HorizonHours - (24 * ObservedDays) + 1;
        foreach (var part in new[] { DatasetPart.Training, DatasetPart.Validation })
        {
            var block = await Source.ReadAsync(part, 0, Cancel);
            var (history, horizon) = (block.Observations.Length / block.Count, block.Targets.Length / block.Count);
            Assert.All(Enumerable.Range(0, block.Observations.Length), at => Assert.True(
                float.IsNaN(block.Observations[at])
                    || block.Origins[at / history] - Source.Description.HistoryHours
                        + 1
                        + (at % history / Source.Description.Inputs.Count) >= first));
            Assert.All(Enumerable.Range(0, block.Targets.Length), at => Assert.True(
                float.IsNaN(block.Targets[at])
                    || block.Origins[at / horizon] + 1 + (at % horizon / Source.Description.Targets.Count) >= first));
        }
    }

    [Fact]
    public async Task WindowsOfTheArchiveHaveNoTeacherAndEveryHourIsAnOrigin()
    {
        var pretraining = await PretrainingData.PrepareAsync(Source, Small, Cancel);
        var block = await pretraining.Windows!.ReadAsync(DatasetPart.Training, 0, Cancel);

        Assert.All(block.Teacher, v => Assert.True(float.IsNaN(v)));
        Assert.Equal(block.Origins[0].Through(block.Origins[0] + block.Count - 1), block.Origins);
        Assert.True(block.Origins[^1] + Source.Description.HorizonHours < Source.Description.Split.ValidationStart);
    }

    /// <summary>What is left out of one variable must not be taken for a series that never changes.</summary>
    [Theory]
    [InlineData(StudentVariant.Standalone)]
    [InlineData(StudentVariant.Guided)]
    public async Task AVariableThatIsLeftOutIsForecastAsIfItHadNoArchive(StudentVariant variant)
    {
        var source = new SimulatedWeather
        {
            Days = 125,
            Stations = 1,
            TeacherInFahrenheit = true,
        }.Windows().ObservedFor(ObservedDays, Options);

        var with = await new TrainingRun(source, variant, Small, new MemoryJournal()).RunAsync(Cancel);
        var without = await new TrainingRun(source, variant, Small with
        {
            Archive = ArchiveUse.Off,
        }, new MemoryJournal()).RunAsync(Cancel);

        var archive = Load(with).Lineage.Archive!;
        Assert.Contains(archive.LeftOut, s => s.Contains("temperature_2m", StringComparison.Ordinal));
        Assert.DoesNotContain("temperature_2m", archive.Taught);
        Assert.Contains("relative_humidity_2m", archive.Taught);
        Assert.InRange(await RmseAsync(with, "temperature_2m", source) / await RmseAsync(without, "temperature_2m", source), 0, 1.1);
    }

    [Theory]
    [InlineData(60, "90 are needed")]
    [InlineData(160, "two units")]
    public async Task AnArchiveThatCannotBeOfTheSameWeatherIsLeftOutWithASentence(int days, string expected)
    {
        var source = new SimulatedWeather { Days = days, TeacherInFahrenheit = days > 90 }.Windows();

        var pretraining = await PretrainingData.PrepareAsync(source, Small, Cancel);

        Assert.Contains(
            pretraining.LeftOut,
            sentence => sentence.Contains(expected, StringComparison.Ordinal)
                && sentence.Contains("temperature_2m", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("constant", "it never changes")]
    [InlineData("gap", "has a gap of")]
    [InlineData("another place", "goes its own way")]
    public async Task AnArchiveWithAFaultIsLeftOutWithASentence(string fault, string expected)
    {
        var pretraining = await PretrainingData.PrepareAsync(new SimulatedWeather
        {
            Days = 260,
            Stations = 1,
            Fault = fault,
        }.Windows(), Small, Cancel);

        Assert.Contains(
            pretraining.LeftOut,
            sentence => sentence.Contains(expected, StringComparison.Ordinal)
                && sentence.Contains("temperature_2m", StringComparison.Ordinal));
    }

    private static StudentSession Load(TrainedStudent student) =>
        StudentSession.Load(student.Onnx, Convert.ToHexStringLower(SHA256.HashData(student.Onnx)));

    private static async Task<float[]> ForecastAsync(TrainedStudent student, SeriesWindows source)
    {
        using var session = Load(student);
        var block = await source.ReadAsync(DatasetPart.Verification, 0, Cancel);
        return session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]).Mean;
    }

    private static async Task<double> RmseAsync(TrainedStudent student, string variable, SeriesWindows? of = null)
    {
        var source = of ?? Source;
        using var session = Load(student);
        var (target, count) = (source.Description.Targets.IndexOf(variable), source.Description.Targets.Count);
        var block = await source.ReadAsync(DatasetPart.Verification, 0, Cancel);
        var forecast = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);
        return Math.Sqrt(Enumerable.Range(0, block.Targets.Length)
            .Where(at => at % count == target && float.IsFinite(block.Targets[at]))
            .Average(at => Math.Pow(forecast.Mean[at] - block.Targets[at], 2)));
    }

    private sealed class MemoryPretrainedStore : IPretrainedStore
    {
        public Dictionary<string, byte[]> Kept { get; } = new(StringComparer.Ordinal);

        public Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Kept.GetValueOrDefault(key));

        public Task KeepAsync(string key, byte[] weights, CancellationToken cancellationToken)
        {
            Kept[key] = weights;
            return Task.CompletedTask;
        }
    }
}
