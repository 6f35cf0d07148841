using WeatherKd.NumericalModels.Checks;
using WeatherKd.Series;
using WeatherKd.Settings;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels.Checks;

/// <summary>A run of 24 hours with an ordinary day of temperature, humidity and wind, and then one thing wrong at a time.</summary>
public sealed class TeacherChecksTests
{
    private static readonly DateTimeOffset Run = new(2021, 1, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AnOrdinaryRunHasNoFlags()
    {
        var (batch, report) = Check(OrdinaryRun());

        Assert.Empty(batch.Flags);
        Assert.Null(report.Refusal);
        Assert.Equal(72, Assert.Single(report.Runs).Values);
        Assert.Equal("", report.Summary());
    }

    [Fact]
    public void AValueOutsideItsRangeIsFlaggedAndStays()
    {
        var (batch, report) = Check(OrdinaryRun(("temperature_2m", 3, 285)));

        Assert.Equal("range", batch.FlagOf("temperature_2m", 3));
        Assert.Equal(285, batch.Values["temperature_2m"][3]);
        Assert.Equal([new FlaggedCount("temperature_2m", "range", 1)], Assert.Single(report.Runs).Flagged);
        Assert.Contains("temperature_2m 285 at 129, valid 2021-01-30T04:00:00Z", report.Summary(), StringComparison.Ordinal);
    }

    /// <summary>
    /// A precipitation rate in mm/h that says kg m-2 s-1, taken times 3600: 1.81 mm/h become 6516.8 mm, drizzle 180 mm, which lies inside
    /// the range; where it is dry 0 is right.
    /// </summary>
    [Theory]
    [InlineData("precipitation")]
    [InlineData("precipitation_instant")]
    [InlineData("precipitation_rate_over_60")]
    public void ARateInAnotherUnitThanItsLabelIsFlagged(string column)
    {
        var batch = Check(WithRain(column, (5, 6516.8), (6, 180))).Batch;

        Assert.Equal([5], Flagged(batch, column, "range"));
        Assert.Equal([6], Flagged(batch, column, "unit"));
    }

    /// <summary>The mark of a missing value that a file does not declare.</summary>
    [Fact]
    public void OneNumberAgainAndAgainOutsideTheRangeSaysNothingOfTheOthers()
    {
        var batch = Check(WithRain("precipitation", (5, 9.999e20), (6, 4), (7, 9.999e20))).Batch;

        Assert.Equal([5, 7], Flagged(batch, "precipitation", "range"));
        Assert.Empty(Flagged(batch, "precipitation", "unit"));
    }

    [Fact]
    public void WhatPackingLeavesJustOutsideTheRangeIsNotFlagged() =>
        Assert.Empty(Check(OrdinaryRun(("relative_humidity_2m", 3, 101.5))).Batch.Flags);

    [Fact]
    public void AChangeFasterThanBelievableIsFlaggedAndTheReturnIsNot()
    {
        var (batch, _) = Check(OrdinaryRun(("temperature_2m", 10, 25)));

        Assert.Equal([10], Flagged(batch, "temperature_2m", "step"));
    }

    [Fact]
    public void TwoRunsOfOneStationAreTwoSeries()
    {
        var warm = OrdinaryRun() with { Times = [.. Enumerable.Repeat(Run.AddHours(1), 24)] };
        var values = warm.Values.ToDictionary(
            v => v.Key,
            v => v.Key == "temperature_2m" ? Array.ConvertAll(v.Value, x => x + 20) : v.Value);
        var cold = OrdinaryRun();

        var (batch, _) = Check(new Rows(
            [.. cold.StationIds, .. warm.StationIds],
            [.. cold.Times, .. warm.Times],
            [.. cold.LeadHours, .. warm.LeadHours],
            cold.Values.ToDictionary(v => v.Key, v => v.Value.Concat(values[v.Key]).ToArray())));

        Assert.Empty(batch.Flags);
    }

    [Fact]
    public void AVariableThatIsTheSameThroughoutIsFlagged()
    {
        var (batch, report) = Check(OrdinaryRun([.. Enumerable.Range(0, 24).Select(row => ("temperature_2m", row, 7.0))]));

        Assert.Equal(24, Flagged(batch, "temperature_2m", "constant").Count);
        Assert.Null(report.Refusal);
    }

    [Theory]
    [InlineData("wind_speed_10m", 0)]
    [InlineData("relative_humidity_2m", 100)]
    public void CalmAndFogMayLast(string variable, double value) =>
        Assert.Empty(Check(OrdinaryRun([.. Enumerable.Range(0, 24).Select(row => (variable, row, value))])).Batch.Flags);

    [Theory]
    [InlineData(3, 0)]
    [InlineData(8, 24)]
    public void NearlySaturatedAirMayLastUnlessTheDayWarmsAndCools(double warming, int flagged)
    {
        var run = OrdinaryRun([.. Enumerable.Range(0, 24).Select(row => ("relative_humidity_2m", row, 95.0))]);
        var course = Enumerable.Range(0, 24).Select(hour => 5 + (warming / 2 * Math.Sin(hour * Math.PI / 12))).ToArray();
        course.CopyTo(run.Values["temperature_2m"], 0);

        Assert.Equal(flagged, Flagged(Check(run).Batch, "relative_humidity_2m", "constant").Count);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(0, 0)]
    [InlineData(19, 24)]
    public void ASkyMayStayClearOrOvercastButNotHalfCovered(double cover, int flagged)
    {
        var run = OrdinaryRun();
        var covered = run with
        {
            Values = new Dictionary<string, double[]>(run.Values) { ["cloud_cover"] = [.. Enumerable.Repeat(cover, 24)] },
        };

        Assert.Equal(flagged, Flagged(Check(covered).Batch, "cloud_cover", "constant").Count);
    }

    [Theory]
    [InlineData(0.01, 24)]
    [InlineData(0.02, 0)]
    public void APercentageWhoseValuesAreAllFractionsIsFlagged(double factor, int flagged)
    {
        var run = OrdinaryRun();
        var covers = Enumerable.Range(0, 24).Select(hour => Math.Min(100, 5.0 * hour) * factor).ToArray();
        var covered = run with { Values = new Dictionary<string, double[]>(run.Values) { ["cloud_cover"] = covers } };

        Assert.Equal(flagged, Flagged(Check(covered).Batch, "cloud_cover", "fraction").Count);
    }

    [Fact]
    public void AFieldThatIsTheSameAtAllStationsIsFlaggedThoughItChangesFromLeadToLead()
    {
        var rows = Enumerable.Range(0, 40).ToArray();
        var batch = new Rows(
            Array.ConvertAll(rows, i => $"s{i % 20}"),
            Array.ConvertAll(rows, _ => Run),
            Array.ConvertAll(rows, i => i / 20),
            new Dictionary<string, double[]> { ["temperature_2m"] = Array.ConvertAll(rows, i => 5.0 + (i / 20)) });

        Assert.Equal(40, Flagged(Check(batch).Batch, "temperature_2m", "constant").Count);
    }

    [Fact]
    public void ARunFromTheFutureIsFlaggedWholeAndRefused()
    {
        var (_, report) = Check(OrdinaryRun(), arrivedAt: Run.AddHours(-2));

        Assert.Equal(72, report.FlaggedValues);
        Assert.Contains("'future'", report.Refusal, StringComparison.Ordinal);
        Assert.Null(Check(OrdinaryRun(), arrivedAt: Run.AddMinutes(-50)).Report.Refusal);
    }

    [Fact]
    public void ARunWithoutAnyValueIsRefused()
    {
        var run = OrdinaryRun([..
            from name in OrdinaryRun().Values.Keys
            from row in Enumerable.Range(0, 24)
            select (name, row, double.NaN)]);

        Assert.Contains("temperature_2m is empty (24 values)", Check(run).Report.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FutureTolerance", "25:00:00", "0 to 24 h")]
    [InlineData("MostlyFlagged", "0", "0.1 to 1")]
    public void AnOptionOutsideItsRangeIsRefusedByName(string name, string value, string allowed)
    {
        var options = name == "MostlyFlagged"
            ? new TeacherCheckOptions { MostlyFlagged = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) }
            : new TeacherCheckOptions { FutureTolerance = TimeSpan.FromHours(25) };

        var error = Assert.Throws<SettingsException>(() => new TeacherChecks(VariableTable.Default, options));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    private static (Rows Batch, TeacherCheckReport Report) Check(Rows batch, DateTimeOffset? arrivedAt = null)
    {
        var session = new TeacherChecks(VariableTable.Default, new TeacherCheckOptions()).Begin(
            [],
            arrivedAt ?? Run.AddHours(4),
            new ModelHistory());
        var result = session.Check(batch);
        return (result, session.Report());
    }

    private static List<int> Flagged(Rows batch, string variable, string test) =>
        [.. Enumerable.Range(0, batch.Count).Where(row => batch.Flags.GetValueOrDefault(variable)?[row] == test)];

    private static Rows WithRain(string column, params (int Row, double Amount)[] wet)
    {
        var run = OrdinaryRun();
        var rain = new double[24];
        foreach (var (row, amount) in wet)
        {
            rain[row] = amount;
        }

        return run with { Values = new Dictionary<string, double[]>(run.Values) { [column] = rain } };
    }

    private static Rows OrdinaryRun(params (string Variable, int Row, double Value)[] changes)
    {
        var rows = Enumerable.Range(0, 24).ToArray();
        var values = new Dictionary<string, double[]>
        {
            ["temperature_2m"] = Array.ConvertAll(rows, i => 3 * Math.Sin(i * Math.PI / 12)),
            ["relative_humidity_2m"] = Array.ConvertAll(rows, i => 60 + (20 * Math.Cos(i * Math.PI / 12))),
            ["wind_speed_10m"] = Array.ConvertAll(rows, i => 3 + Math.Sin(i)),
        };
        foreach (var (variable, row, value) in changes)
        {
            values[variable][row] = value;
        }

        return new Rows([.. rows.Select(_ => "129")], [.. rows.Select(_ => Run)], [.. rows.Select(i => i + 1)], values);
    }
}
