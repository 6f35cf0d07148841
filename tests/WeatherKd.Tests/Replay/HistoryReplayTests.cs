using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Replay;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Launching;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Forecasting;

namespace WeatherKd.Tests.Replay;

/// <summary>
/// Two months at one station with a teacher that is 2 °C too cold: the student in service adds what the training windows told it.
/// </summary>
public sealed class HistoryReplayTests(AzuriteFixture azurite)
{
    private const int Days = 60;
    private const int Changed = 50;
    private static readonly DateTimeOffset Start = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromDays(12);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AReplayRetrainsIssuesAndScoresAsAServiceWouldHave()
    {
        var (report, storage) = await ReplayAsync(changesAfter: null);

        Assert.Equal([0, 12, 24, 36, 48], report.Retrainings.Select(r => (r.At - Start).TotalDays));
        Assert.Equal([RetrainingVerdict.Skipped, RetrainingVerdict.Skipped], report.Retrainings.Take(2).Select(r => r.Outcome.Verdict));
        Assert.Contains(report.Retrainings, r => r.Outcome.Verdict == RetrainingVerdict.Promoted);
        var first = report.Retrainings.First(r => r.InService is not null);
        Assert.Equal(Math.Ceiling((report.To - first.At).TotalHours / 3), report.Forecasts);
        Assert.Equal(0, report.Withheld);
        Assert.Equal(0, report.WithheldAtLargestChange);
        Assert.InRange(Math.Abs(report.LargestChange!.Change), 0.1, 15);

        var verification = report.Verification!;
        var student = verification.Variables[0].Systems[0].Score;
        var teacher = verification.Variables[0].Systems.Single(s => s.System == "raw teacher").Score;
        Assert.InRange(student.Bias, -0.3, 0.3);
        Assert.InRange(teacher.Bias, -2.3, -1.7);
        Assert.Equal(student.Count, teacher.Count);
        Assert.Equal(first.At, verification.From);

        // The rolling skill at the last retraining is that of forecasts which had come true by then: about 1 − (error / 2)².
        var rolling = report.Retrainings[^1].Skill.Single(s => s.Days == 7);
        Assert.InRange(rolling.Skill!.Value, 0.8, 1);
        Assert.Equal(report.Forecasts, (await IssuedAsync(storage)).Count);
    }

    [Fact]
    public async Task AStoppedReplayReportsWhatWasReplayedUntilThen()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var (report, _) = await ReplayAsync(changesAfter: null, new StopAt(Start + (3 * Every), stop));

        Assert.True(report.Stopped);
        Assert.Equal(Start + (3 * Every), report.To);
        Assert.Equal(4, report.Retrainings.Count);
        Assert.True(report.Forecasts > 0);
        Assert.NotNull(report.Verification);
    }

    [Fact]
    public async Task WhatHappensLaterChangesNothingThatWasIssuedOrTrainedBefore()
    {
        var (plain, storage) = await ReplayAsync(changesAfter: null);
        var (other, otherStorage) = await ReplayAsync(changesAfter: Changed);
        var until = Start.AddDays(Changed);

        var issued = await IssuedAsync(storage);
        var otherIssued = await IssuedAsync(otherStorage);
        Assert.Contains(issued, f => f.IssuedAt <= until);
        Assert.Equivalent(issued.Where(f => f.IssuedAt <= until), otherIssued.Where(f => f.IssuedAt <= until), strict: true);
        Assert.Equal(
            plain.Retrainings.Select(r => (r.At, r.Outcome.Student, r.Outcome.Verdict)),
            other.Retrainings.Select(r => (r.At, r.Outcome.Student, r.Outcome.Verdict)));

        // The change is there, and is seen afterwards: the comparison above could have failed.
        Assert.NotEqual(issued[^1].Teacher, otherIssued[^1].Teacher);
        Assert.True(other.Verification!.Variables[0].Systems[0].Score.Rmse > plain.Verification!.Variables[0].Systems[0].Score.Rmse + 0.5);
    }

    [Fact]
    public async Task AnEmptyAccountOrSpanIsRefusedWithWhatThereIs()
    {
        using var folder = new WorkFolder();
        var nothing = await Assert.ThrowsAsync<InvalidDataException>(async () => await ReplayedHistory.ReadAsync(
            await azurite.NewStorageAsync(),
            null,
            folder,
            Cancel));
        Assert.Contains("There is nothing to replay", nothing.Message, StringComparison.Ordinal);

        await using var services = Services(await azurite.NewStorageAsync());
        var history = await ReplayedHistory.ReadAsync(await SourceAsync(null), null, folder, Cancel);
        var empty = await Assert.ThrowsAsync<InvalidOperationException>(() => services.GetRequiredService<HistoryReplay>().RunAsync(
            history, Start.AddDays(10), Start.AddDays(10), Every, progress: null, Cancel));
        Assert.Contains("the history reaches from 2021-01-01T00:00:00Z to 2021-03-01T23:00:00Z", empty.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A day's and a week's wave, and up to 3 °C of weather that only the teacher knows of: without it a regression on the last hours would
    /// need no student.
    /// </summary>
    private static double Temperature(int hour) =>
        8
            + (4 * Math.Sin(2 * Math.PI * hour / 24))
            + (3 * Math.Sin(2 * Math.PI * hour / 170.0))
            + (6 * (new Random(hour).NextDouble() - 0.5));

    private static ServiceProvider Services(WeatherStorage storage) => new ServiceCollection()
        .AddLogging()
        .AddWeatherKd(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Retraining:SettleTime", "00:00:00"),
            new("Retraining:PollInterval", "00:00:00.001"),
            new("Retraining:MinimumWindows", "50"),
            new("Verification:Samples", "100"),
        ]).Build())
        .AddSingleton(storage)
        .AddReplay()
        .AddSingleton<ITrainingLauncher, MeanErrorTrainer>()
        .BuildServiceProvider();

    private async Task<(ReplayReport Report, WeatherStorage Storage)> ReplayAsync(int? changesAfter, StopAt? stop = null)
    {
        var storage = await azurite.NewStorageAsync();
        await using var services = Services(storage);
        using var folder = new WorkFolder();
        var history = await ReplayedHistory.ReadAsync(await SourceAsync(changesAfter), "kma", folder, Cancel);
        return (
            await services.GetRequiredService<HistoryReplay>().RunAsync(history, from: null, to: null, Every, stop, stop?.Token ?? Cancel),
            storage);
    }

    /// <summary>
    /// An account with the history: hourly observations, and a run each day at 00 with 36 h. After the change both are warmer, and the
    /// teacher by more.
    /// </summary>
    private async Task<WeatherStorage> SourceAsync(int? changesAfter)
    {
        await using var service = await ServingStation.OpenAsync(azurite, champion: null);
        var change = (changesAfter ?? Days) * 24;
        double Observed(int hour) => Temperature(hour) + (hour > change ? 2 : 0);
        await service.ObserveAsync(string.Concat(Enumerable.Range(0, Days * 24)
            .Select(h => ServingStation.Row("129", Start.AddHours(h), Observed(h)))));
        await service.ModelAsync("129", Enumerable.Range(0, Days).Select(d => Start.AddDays(d)), (0, 36), (run, lead) =>
        {
            var start = (int)(run - Start).TotalHours;
            return Temperature(start + lead) - 2 + (start > change ? 6 : 0) + (((start + lead) % 5) / 10.0) - 0.2;
        });
        return service.Storage;
    }

    private sealed class StopAt(DateTimeOffset at, CancellationTokenSource source) : IProgress<ReplayedRetraining>
    {
        public CancellationToken Token => source.Token;

        public void Report(ReplayedRetraining value)
        {
            if (value.At == at)
            {
                source.Cancel();
            }
        }
    }

    private static async Task<List<IssuedForecast>> IssuedAsync(WeatherStorage storage)
    {
        using var folder = new WorkFolder();
        return await new ArchiveReader(storage, folder)
            .ReadAsync(ForecastArchive.Issued, DateOnly.MinValue, DateOnly.MaxValue, Cancel)
            .OrderBy(f => f.IssuedAt)
            .ToListAsync(Cancel);
    }
}
