using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Series;
using WeatherKd.TestSupport;
using WeatherKd.Verification;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.Watch;

namespace WeatherKd.Tests.Watch;

/// <summary>Forty days at one station with a run every 12 hours and nothing wrong, and then one thing wrong at a time.</summary>
public sealed class WatcherTests
{
    private static readonly string[] Variables = ["temperature_2m"];
    private static readonly DateTimeOffset Now = new(2021, 2, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly IOptions<WatchOptions> Defaults = Options.Create(new WatchOptions());
    private static readonly IWatcher[] All =
    [
        .. new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .BuildServiceProvider()
            .GetServices<IWatcher>(),
    ];

    [Fact]
    public void EveryKindOfAlarmIsWatchedAndToldToTheOperator()
    {
        var documented = File.ReadLines(RepositoryRoot.Of("docs", "operations.md")).ToList();

        Assert.NotEmpty(All);
        Assert.Equal(All.Length, All.Select(w => w.Kind).Distinct().Count());
        Assert.All(All, w => Assert.Single(documented, l => l.StartsWith($"| `{w.Kind}` |", StringComparison.Ordinal)));
    }

    [Fact]
    public void NothingWrongRaisesNothing() => Assert.Empty(Look(Record()));

    [Fact]
    public void ForecastsThatAreWithheldAreAnAlarmUntilOneIsNot()
    {
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var withheld = new WithheldForecasts(meters.GetRequiredService<IMeterFactory>(), NullLogger<WithheldForecasts>.Instance);
        var watcher = new WithheldForecastWatcher(withheld);
        Assert.Empty(watcher.Look(Record()));
        var forecast = new IssuedForecast
        {
            Station = "129",
            Origin = Now,
            IssuedAt = Now,
            Student = "s",
            Run = Now,
            LastObservation = Now,
            Variables = Variables,
            Mean = [],
            QuantileLevels = [],
            Quantiles = [],
            Intervals = [],
            Teacher = [],
            Withheld = "The forecast from the run of noon is withheld.",
        };
        withheld.Add(forecast);
        var alarm = Assert.Single(watcher.Look(Record()));
        Assert.Equal(WithheldForecastWatcher.Kind, alarm.Kind);
        Assert.Contains(
            "At 1 station (129) the newest run is not served. The forecast from the run of noon is withheld.",
            alarm.Message,
            StringComparison.Ordinal);
        withheld.Add(forecast with { Withheld = null });
        Assert.Empty(watcher.Look(Record()));
    }

    [Fact]
    public void FilesThatKeepFailingAreNamedByTheirContainer()
    {
        var failing = new UnhandledFiles("observations", 3, "kma/a.csv", 4, Now.AddHours(-5), "The server is busy.");

        var alarm = Assert.Single(Look(Record() with { Unhandled = [failing] }));

        Assert.Equal((UnhandledFileWatcher.Kind, "observations"), (alarm.Kind, alarm.Subject));
        Assert.Contains("3 files of observations", alarm.Message, StringComparison.Ordinal);
        Assert.Contains("kma/a.csv, arrived at 2021-02-10T07:00:00Z and was tried 4 times", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ObservationsWithoutAStudentAreAnAlarmAndAnEmptyAccountIsNone()
    {
        var record = Record() with { Model = null };

        Assert.Contains(Look(record), a => a.Kind == NoStudentWatcher.Kind);
        Assert.DoesNotContain(Look(record with { Observations = [] }), a => a.Kind == NoStudentWatcher.Kind);
    }

    [Fact]
    public void AStationThatFallsSilentIsNamed()
    {
        var alarm = Assert.Single(Look(Record(silentHours: 7)));
        Assert.Equal((SilentStationWatcher.Kind, "129"), (alarm.Kind, alarm.Subject));
        Assert.Contains("nothing since 2021-02-10T05:00:00Z", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStationThatHasBeenSilentForMonthsStaysNamed()
    {
        var seen = Sightings.None with { Stations = new(StringComparer.Ordinal) { ["200"] = Hour.Floor(Now.AddDays(-540)) } };

        var alarm = Assert.Single(Look(Record() with { Seen = seen }));

        Assert.Equal((SilentStationWatcher.Kind, "200"), (alarm.Kind, alarm.Subject));
        Assert.Contains("nothing since 2019-08-20T12:00:00Z", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyStationsThatAreAllSilentAreOneAlarm()
    {
        var stations = Enumerable.Range(0, 12).ToDictionary(i => $"s{i}", i => Hour.Floor(Now.AddDays(-100 - i)));
        var record = Record() with { Observations = [], Seen = Sightings.None with { Stations = new(stations, StringComparer.Ordinal) } };

        var alarm = Assert.Single(Look(record), a => a.Kind == SilentStationWatcher.Kind);

        Assert.Equal(SilentStationWatcher.All, alarm.Subject);
        Assert.Contains("None of 12 stations has sent anything since 2020-11-02T12:00:00Z", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatIsMonthsLateStaysNamed()
    {
        var seen = Sightings.None with
        {
            Runs = new(StringComparer.Ordinal) { ["kma"] = new RunRhythm(Hour.Floor(Now.AddDays(-200)), 12) },
        };

        var alarm = Assert.Single(Look(Record() with { Teacher = [], Seen = seen }), a => a.Kind == LateRunWatcher.Kind);

        Assert.Contains("the newest is of 2020-07-25T12:00:00Z", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatIsLateByMoreThanTheGraceIsNamedWithTheTimeItWasDue()
    {
        Assert.Empty(Look(Record(newestRunHoursAgo: 18)));
        var alarm = Assert.Single(Look(Record(newestRunHoursAgo: 19)));
        Assert.Equal(LateRunWatcher.Kind, alarm.Kind);
        Assert.Contains("due at 2021-02-10T05:00:00Z", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AJumpOfTheTeachersBiasIsANewModel()
    {
        var alarm = Assert.Single(Look(Record(biasLastWeek: 3)));
        Assert.Equal((ModelChangeWatcher.Kind, "kma/temperature_2m"), (alarm.Kind, alarm.Subject));
        Assert.True(alarm.EndsByRetraining);
    }

    [Theory]
    [InlineData(1, null, 1, false)]
    [InlineData(2, null, 1, true)]
    [InlineData(2, null, 25, false)]
    [InlineData(1, "All is missing.", 1, true)]
    public void ARunWithMoreThanAFewFlaggedValuesOrARefusedFileIsNamedForADay(int flagged, string? refusal, int hoursAgo, bool alarmed)
    {
        var run = new FlaggedRun(
            "kma",
            Now.AddHours(-12),
            Now.AddHours(-hoursAgo),
            100,
            [new FlaggedCount("temperature_2m", "range", flagged)],
            refusal);

        var alarms = Look(Record() with { Flagged = [run] });

        Assert.Equal(alarmed ? ["kma/2021-02-10T00:00:00Z"] : [], alarms.Select(a => a.Subject));
    }

    [Fact]
    public void ARunMadeByAnotherProcessIsANewModel()
    {
        var versions = Enumerable.Range(0, 60).ToDictionary(
            i => Now.AddHours(-12 * i),
            i => (IReadOnlyList<string>)[i < 2 ? "KMA, process 97" : "KMA, process 96"]);

        var alarm = Assert.Single(Look(Record() with { Versions = versions }));

        Assert.Equal((ModelChangeWatcher.Kind, "kma/KMA, process 97"), (alarm.Kind, alarm.Subject));
        Assert.Contains("The run of 2021-02-10T00:00:00Z is the first", alarm.Message, StringComparison.Ordinal);
        Assert.Empty(Look(Record() with { Versions = versions.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)["KMA, process 97"]) }));
    }

    [Fact]
    public void InputsInAnotherUnitLeaveTheTrainingDistribution()
    {
        var alarms = Look(Record(observedOffset: 273.15));
        Assert.Contains(alarms, a => a.Kind == InputDriftWatcher.Kind && a.Subject == "temperature_2m" && a.EndsByRetraining);
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2.1, true)]
    public void AServiceThatIsWorseThanTheTeacherHasLostItsSkill(double rmse, bool alarmed)
    {
        var score = new RollingScore(
            7,
            "temperature_2m",
            RollingSkill.All,
            RollingSkill.All,
            new Score(500, 0, 1, rmse, 0.9),
            new Score(500, 0, 1, 2, 0.9));
        Assert.Equal(alarmed, Look(Record() with
        {
            Skill = new RollingScores(Now, null, [score]),
        }).Any(a => a.Kind == SkillDropWatcher.Kind && a.EndsByRetraining));
    }

    /// <summary>
    /// Classes of one half each in training; now a quarter below and three quarters above: (0.25 − 0.5) ln 0.5 + (0.75 − 0.5) ln 1.5 =
    /// 0.2747, by hand.
    /// </summary>
    [Fact]
    public void TheStabilityIndexIsThatOfAHandWorkedExample()
    {
        var classes = InputClasses.Of([1, 2, 3, 4], 2);
        Assert.Equal([2f], classes.Bounds);
        Assert.Equal(0.2747, classes.Instability([1, 3, 3, 4]), 4);
        Assert.Equal(0, classes.Instability([2, 1, 4, 3]), 9);
    }

    private static List<Alarm> Look(WatchedRecord record) => [.. All.SelectMany(w => w.Look(record))];

    private static WatchedRecord Record(int silentHours = 0, int newestRunHoursAgo = 12, double biasLastWeek = 0, double observedOffset = 0)
    {
        var now = Hour.Floor(Now);
        var first = now - (WatchedRecord.Days * 24);
        var grid = new HourlyObservations("129", Variables, first, now);
        var training = new HourlyObservations("129", Variables, first, now);
        var runs = new TeacherRuns("129", Variables);
        for (var hour = first; hour <= now; hour++)
        {
            var truth = Truth(hour);
            training.Set(hour.ToTime(), 0, truth);
            if (hour <= now - silentHours)
            {
                grid.Set(hour.ToTime(), 0, truth + observedOffset);
            }
        }

        for (var run = now - newestRunHoursAgo; run >= first; run -= 12)
        {
            for (var lead = 0; lead < 48; lead++)
            {
                runs.Set(
                    run,
                    lead,
                    0,
                    Truth(run + lead) + observedOffset - 1 + (0.5 * Math.Sin(run.SinceEpoch)) + (run > now - (7 * 24) ? biasLastWeek : 0));
            }
        }

        return new WatchedRecord(Now, "kma", [grid], [runs], Skill: null, InputDistribution.Of("s", [training]));
    }

    private static double Truth(Hour hour) =>
        5 + (4 * Math.Sin(2 * Math.PI * hour.OfDay / 24)) + (3 * Math.Sin(hour.SinceEpoch / 60.0));
}
