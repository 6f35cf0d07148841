using System.Text.Json;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels.Checks;

/// <summary>
/// A month of daily runs of 48 hours at three stations, whose forecasts change from run to run as real ones do, and then one run with a
/// fault.
/// </summary>
public sealed class RunToRunTests
{
    private const int Days = 30;
    private const int Leads = 48;
    private static readonly DateTimeOffset First = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Stations = ["coast", "hill", "town"];

    [Fact]
    public void RunsThatDifferAsTheyUsuallyDoAreNotFlagged()
    {
        var history = new ModelHistory();
        for (var day = 0; day < 3 * Days; day++)
        {
            Assert.Equal("", Check(RunOf(day), history).Summary());
        }
    }

    [Theory]
    [InlineData("temperature_2m", 1, 12, "jump")]
    [InlineData("temperature_2m", 0.01, 0, "jump")]
    [InlineData("wind_speed_10m", 10, 0, "jump")]
    [InlineData("relative_humidity_2m", 0.1, 0, "jump")]
    public void AVariableThatJumpsIsFlaggedAndTheOthersAreNot(string variable, double factor, double added, string test)
    {
        var run = RunOf(Days);
        run.Values[variable].AsSpan().Clear();
        for (var row = 0; row < run.Count; row++)
        {
            run.Values[variable][row] = (RunOf(Days).Values[variable][row] * factor) + added;
        }

        var report = Check(run, Learned());

        Assert.Equal([new FlaggedCount(variable, test, run.Count)], Assert.Single(report.Runs).Flagged);
        Assert.Contains(variable + " of the run of 2021-01-31 00:00:00Z differs from", report.Summary(), StringComparison.Ordinal);
        Assert.Null(report.Refusal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-12)]
    public void ARunWhoseHoursAreWrongIsRefused(int hours)
    {
        var report = Check(RunOf(Days, shift: hours), Learned());

        Assert.Contains("better some hours earlier or later", report.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunWhoseStationsAreExchangedIsRefused()
    {
        var run = RunOf(Days);
        var exchanged = run with { StationIds = Array.ConvertAll(run.StationIds, s => Stations[(Array.IndexOf(Stations, s) + 1) % 3]) };

        Assert.Contains("fit", Check(exchanged, Learned()).Refusal, StringComparison.Ordinal);
        Assert.Equal(TeacherTests.Exchanged, Assert.Single(Check(exchanged, Learned()).Runs).Flagged[0].Test);
    }

    [Fact]
    public void WindWhoseComponentsAreExchangedIsFlagged()
    {
        var run = RunOf(Days);
        run.Values["wind_direction_10m"].AsSpan().Clear();
        for (var row = 0; row < run.Count; row++)
        {
            run.Values["wind_direction_10m"][row] = (450 - RunOf(Days).Values["wind_direction_10m"][row]) % 360;
        }

        Assert.Equal([new FlaggedCount("wind_direction_10m", "mirrored", run.Count)], Assert.Single(Check(run, Learned()).Runs).Flagged);
    }

    /// <summary>
    /// Of runs that do not overlap and have one station the daily course tells the hours, and the weather's directions the axes.
    /// </summary>
    [Theory]
    [InlineData(6, false, "shifted")]
    [InlineData(12, false, "shifted")]
    [InlineData(0, true, "mirrored")]
    public void OneStationsRunsThatDoNotOverlapAreToldFromThoseThatAreWrong(int shift, bool mirrored, string test)
    {
        var history = new ModelHistory();
        for (var day = 0; day < 2 * Days; day++)
        {
            Assert.Empty(Check(DayOf(day, 0), history).Reasons);
        }

        var run = DayOf(2 * Days, shift);
        var wrong = mirrored
            ? run with
            {
                Values = run.Values.ToDictionary(
                    v => v.Key,
                    v => v.Key == "wind_direction_10m" ? Array.ConvertAll(v.Value, d => (450 - d) % 360) : v.Value),
            }
            : run;
        Assert.Contains(Assert.Single(Check(wrong, history).Runs).Flagged, f => f.Test == test);
    }

    [Fact]
    public void ARunWhoseLeadsAllBeginLaterIsTakenToBeShifted()
    {
        var history = new ModelHistory();
        for (var day = 0; day < Days; day++)
        {
            Check(DayOf(day, 0), history);
        }

        var run = DayOf(Days, 0);
        Assert.Equal("", Check(run, Copy(history)).Summary());
        Assert.Contains(Check(run with
        {
            LeadHours = Array.ConvertAll(run.LeadHours, l => l + 6),
        }, history).Runs[0].Flagged, f => f.Test == "shifted");
    }

    /// <summary>Storms are as strong, but do not lose a decimal.</summary>
    [Fact]
    public void WindWithItsDecimalPointInTheWrongPlaceIsFlaggedAndAStormIsNot()
    {
        var history = new ModelHistory();
        for (var day = 0; day < Days; day++)
        {
            Check(Windy(day, 1), history);
        }

        Assert.Contains(
            Check(Windy(Days, 10), Copy(history)).Reasons,
            r => r.StartsWith("wind_speed_10m of the run of 2021-01-31 00:00:00Z lost decimals", StringComparison.Ordinal));
        Assert.Empty(Check(Windy(Days, 2.1), history).Reasons);

        static Rows Windy(int day, double factor)
        {
            var run = RunOf(day);
            var speeds = Array.ConvertAll(run.Values["wind_speed_10m"], v => Math.Round(v, 1) * factor);
            speeds.CopyTo(run.Values["wind_speed_10m"], 0);
            return run;
        }
    }

    [Fact]
    public void AHistoryIsTheSameAfterItWasStored()
    {
        var history = Learned();

        Assert.Equal(JsonSerializer.Serialize(history, WeatherJson.Compact), JsonSerializer.Serialize(Copy(history), WeatherJson.Compact));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(history, WeatherJson.Compact).Length, 1, 300_000);
    }

    [Fact]
    public void AVariableThatEarlierRunsHadAndThisOneHasNotIsCountedAsEmpty()
    {
        var run = RunOf(Days);
        run.Values["temperature_2m"].AsSpan().Fill(double.NaN);

        Assert.Equal([new FlaggedCount("temperature_2m", "empty", run.Count)], Assert.Single(Check(run, Learned()).Runs).Flagged);
        Assert.Empty(Assert.Single(Check(run, new ModelHistory()).Runs).Flagged);
    }

    [Fact]
    public void ANewLevelThatEightRunsBringIsBelieved()
    {
        var history = Learned();
        var flagged = new List<bool>();
        for (var day = Days; day < Days + 12; day++)
        {
            var run = RunOf(day);
            var warm = Array.ConvertAll(run.Values["temperature_2m"], t => t + 12);
            warm.CopyTo(run.Values["temperature_2m"], 0);
            flagged.Add(Check(run, history).FlaggedValues > 0);
        }

        Assert.Equal(8, flagged.TakeWhile(f => f).Count());
        Assert.DoesNotContain(true, flagged.Skip(8));
    }

    [Fact]
    public void ARunThatComesALeadAtATimeIsJudgedAndLearnedFromOnce()
    {
        var history = Learned();
        var before = history.Spreads["temperature_2m/same/mean"].Runs;
        var run = RunOf(Days);
        for (var lead = 1; lead <= Leads; lead++)
        {
            Check(run.Where(row => run.LeadHours[row] == lead), history);
        }

        Check(RunOf(Days + 1), history);

        Assert.Equal(before + 2, history.Spreads["temperature_2m/same/mean"].Runs);
    }

    private static ModelHistory Copy(ModelHistory history) =>
        JsonSerializer.Deserialize<ModelHistory>(JsonSerializer.Serialize(history, WeatherJson.Compact), WeatherJson.Compact)!;

    /// <summary>The first 22 hours of a run at one station, which the next day's does not overlap.</summary>
    private static Rows DayOf(int day, int shift)
    {
        var run = RunOf(day, shift);
        return run.Where(row => run.StationIds[row] == Stations[0] && run.LeadHours[row] <= 22);
    }

    private static ModelHistory Learned()
    {
        var history = new ModelHistory();
        for (var day = 0; day < Days; day++)
        {
            Check(RunOf(day), history);
        }

        return history;
    }

    private static TeacherCheckReport Check(Rows run, ModelHistory history)
    {
        var session = new TeacherChecks(VariableTable.Default, new TeacherCheckOptions()).Begin([], First.AddYears(1), history);
        session.Check(run);
        return session.Report();
    }

    private static Rows RunOf(int day, int shift = 0)
    {
        var rows = Enumerable.Range(0, Leads * 3).ToArray();
        var values = new Dictionary<string, double[]>
        {
            ["temperature_2m"] = new double[rows.Length],
            ["relative_humidity_2m"] = new double[rows.Length],
            ["wind_speed_10m"] = new double[rows.Length],
            ["wind_direction_10m"] = new double[rows.Length],
        };
        foreach (var row in rows)
        {
            var (lead, station) = ((row / 3) + 1, row % 3);
            double hour = (24 * day) + lead - shift;
            var course = Math.Cos((hour - 15) * Math.PI / 12);

            // The weather of days, and by how much this run sees it differently from the last.
            var weather = Math.Sin(hour / 31) + (0.15 * Math.Sin(day * 7.0));
            values["temperature_2m"][row] = 5 + (4 * course) + (1.5 * weather) - (4 * station);
            values["relative_humidity_2m"][row] = 60 - (15 * course) + (8 * weather) + (6 * station);
            values["wind_speed_10m"][row] = 4 + weather + (0.5 * course) + station;
            values["wind_direction_10m"][row] = (300 + (20 * weather) + (5 * station)) % 360;
        }

        return new Rows(
            Array.ConvertAll(rows, row => Stations[row % 3]),
            Array.ConvertAll(rows, _ => First.AddDays(day)),
            Array.ConvertAll(rows, row => (row / 3) + 1),
            values);
    }
}
