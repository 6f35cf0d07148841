using WeatherKd.NumericalModels;

namespace WeatherKd.Tests.NumericalModels;

public sealed class RunCompletenessTests
{
    private static readonly RunCompleteness Completeness = new(
        new RunExpectations { LastLeadHours = 6, LeadStepHours = 3, Variables = ["temperature_2m", "wind_speed_10m", "precipitation"] });

    private static Dictionary<string, IReadOnlyCollection<int>> Stored(params (string Variable, int[] Leads)[] parts) =>
        parts.ToDictionary(p => p.Variable, p => (IReadOnlyCollection<int>)p.Leads, StringComparer.Ordinal);

    [Fact]
    public void ARunIsCompleteWhenEveryVariableHasEveryLead() =>
        Assert.True(Completeness.IsComplete(Stored(("temperature_2m", [0, 3, 6]), ("wind_speed_10m", [3, 6]), ("precipitation", [6, 3]))));

    [Fact]
    public void LeadsOfOneVariableDoNotStandInForThoseOfAnother()
    {
        var missing = Completeness.Missing(Stored(("temperature_2m", [3, 6]), ("wind_speed_10m", [3]), ("precipitation", [3, 6])));

        Assert.Equal(["wind_speed_10m"], missing.Keys);
        Assert.Equal([6], missing["wind_speed_10m"]);
    }

    [Fact]
    public void ComponentsCountAsSpeedWhereBothAreThereAndTotalsAsHourlyRain()
    {
        var missing = Completeness.Missing(Stored(
            ("temperature_2m", [3, 6]),
            ("wind_u_10m", [3, 6]),
            ("wind_v_10m", [6]),
            ("wind_speed_10m", []),
            ("precipitation_total", [3, 6])));

        Assert.Equal([3], missing["wind_speed_10m"]);
        Assert.DoesNotContain("precipitation", missing.Keys);
    }

    [Fact]
    public void AmountsCountAtTheLeadsWhoseHoursFollowFromThem()
    {
        var completeness = new RunCompleteness(new RunExpectations { LastLeadHours = 8, LeadStepHours = 1, Variables = ["precipitation"] });
        var missing = completeness.Missing(Stored(
            ("precipitation", [1, 7]),
            ("precipitation_total", [2, 3, 4, 5, 6]),
            ("precipitation_over_15", [8]),
            ("precipitation_over_15_before_15", [8])));

        // Two quarters of the last hour are there.
        Assert.Equal([8], missing["precipitation"]);
        Assert.True(completeness.IsComplete(Stored(
            ("precipitation", [1, 7]),
            ("precipitation_total", [2, 3, 4, 5, 6]),
            ("precipitation_over_120", [8]))));
    }

    [Fact]
    public void DewPointAndTemperatureCountAsHumidityAndMapComponentsAsSpeed()
    {
        var completeness = new RunCompleteness(new RunExpectations
        {
            LastLeadHours = 2,
            Variables = ["relative_humidity_2m", "wind_speed_10m"],
        });

        Assert.True(completeness.IsComplete(Stored(
            ("temperature_2m", [1, 2]),
            ("dew_point_2m", [1, 2]),
            ("wind_x_10m", [1, 2]),
            ("wind_y_10m", [1, 2]))));
        Assert.Equal([2], completeness.Missing(Stored(("temperature_2m", [1, 2]), ("dew_point_2m", [1])))["relative_humidity_2m"]);
    }
}
