using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Variables;

public sealed class ComputedVariablesTests
{
    private static readonly Hour Start = new(450_000);
    private static readonly string[] Wanted = ["wind_u_10m", "wind_v_10m", "precipitation_probability"];
    private static readonly string[] Observed = ["wind_speed_10m", "wind_direction_10m", "precipitation"];

    /// <summary>One hour each: what is observed, and what follows.</summary>
    public static TheoryData<float[], float[]> Hours => new()
    {
        { [5, 270, 0], [5, 0, 0] },
        { [0, float.NaN, 0.1f], [0, 0, 100] }, // a calm has no direction
        { [5, float.NaN, 0.05f], [float.NaN, float.NaN, 0] }, // a variable direction is not known
        { [float.NaN, 90, float.NaN], [float.NaN, float.NaN, float.NaN] },
        { [4, 360, 12], [0, -4, 100] },
    };

    [Theory]
    [MemberData(nameof(Hours))]
    public void ObservationsAndRunsFollowTheSameRule(float[] given, float[] expected)
    {
        var grid = new HourlyObservations("129", Observed, Start, Start);
        var runs = new TeacherRuns("129", Observed);
        for (var v = 0; v < given.Length; v++)
        {
            grid.Set(Start.ToTime(), v, given[v]);
            runs.Set(Start, 0, v, given[v]);
        }

        var all = grid.Including(Wanted);
        var modelled = runs.Select(Wanted);

        for (var v = 0; v < Wanted.Length; v++)
        {
            Assert.Equal(expected[v], all[Start, Observed.Length + v], 1e-5f);
            Assert.Equal(expected[v], modelled.Value(Start, 0, v), 1e-5f);
        }

        Assert.Equal(given[0], all[Start, 0]);
    }

    [Fact]
    public void AComputedValueIsAnEstimateWhereWhatItIsMadeOfIs()
    {
        var runs = new TeacherRuns("129", Observed);
        runs.SetMissing(Start, 3, 2, 1.5, isEstimate: true);
        runs.Set(Start, 4, 2, 1.5);

        var computed = runs.Including(Wanted);

        var probability = computed.Variables.IndexOf("precipitation_probability");
        Assert.True(computed.IsEstimate(Start, 3, probability));
        Assert.False(computed.IsEstimate(Start, 4, probability));
    }

    [Fact]
    public void WhatIsGivenIsNotComputedAndWhatCannotBeIsLeftOut()
    {
        var grid = new HourlyObservations("129", ["wind_speed_10m", "temperature_2m"], Start, Start);

        Assert.Same(grid, grid.Including(["wind_u_10m", "temperature_2m"]));
        Assert.Equal(["wind_speed_10m", "wind_direction_10m"], ComputedVariables.ToRead(["wind_u_10m", "wind_v_10m"]));
        Assert.Equal(["wind_u_10m", "wind_v_10m"], ComputedVariables.ToTargets(["wind_direction_10m"]));
    }

    [Fact]
    public void EveryComputedVariableOfTheTableIsComputed()
    {
        var computed = VariableTable.Default.All.Where(v => v.ComputedFrom.Count > 0).ToList();

        Assert.NotEmpty(computed);
        Assert.All(computed, v => Assert.Equal(v.ComputedFrom, ComputedVariables.PartsOf(v.Name)));
        Assert.All(computed, v => Assert.InRange(
            ComputedVariables.Compute(v.Name, [.. v.ComputedFrom.Select(_ => 1f)]),
            (float)v.Minimum,
            (float)v.Maximum));
    }
}
