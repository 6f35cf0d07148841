using WeatherKd.Forecasting;
using WeatherKd.Stations;
using WeatherKd.TestSupport;
using static WeatherKd.Tests.Forecasting.ServingStation;

namespace WeatherKd.Tests.Forecasting;

/// <summary>
/// Where no student can forecast, the numerical model stands in: in a fresh account, and at a station that the student was not taught.
/// </summary>
public sealed class TeacherForecastsTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// The model is 3 °C too cold in every hour of three days: 3 is added, and the quantiles, of errors that are all alike, lie on it.
    /// </summary>
    [Fact]
    public async Task WithoutAStudentTheModelIsServedMovedByItsMeanErrorAtTheStation()
    {
        await using var service = await OpenAsync(azurite, champion: null);
        await service.ObserveAsync("129", Noon, Mild(72));
        await service.ModelAsync("129", Runs(), (0, 36), (run, lead) => Observed(run.AddHours(lead)) - 3);

        var forecast = await service.Forecasts.GetAsync("129", Cancel);
        Assert.Equal("kma", forecast.StandingIn);
        Assert.Equal(Noon, forecast.Run);
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(Observed(Noon.AddHours(i + 1)), forecast.Mean[i], 0.01));
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(forecast.Teacher[i] + 3, forecast.Mean[i], 0.01));
        Assert.Contains(
            "No student is in service yet. The forecast is the numerical model kma, run of 2021-01-30T12:00:00Z, moved by its mean error "
            + "here",
            forecast.MadeFrom,
            StringComparison.Ordinal);
        Assert.Same(forecast, await service.Forecasts.GetAsync("129", Cancel));
        Assert.Single(service.Sink.All);
    }

    [Fact]
    public async Task AStationWithoutObservationsHasQuantilesAsWideAsTheErrorsAtItsNeighbours()
    {
        await using var service = await OpenAsync(azurite, champion: null);
        await service.ListAsync(new Station("129", null, 36.8, 126.5), new Station("200", null, 36.9, 126.6));
        await service.ObserveAsync("129", Noon, Mild(72));
        await service.ModelAsync("129", Runs(), (0, 36), (run, lead) => Observed(run.AddHours(lead)) - 3);
        await service.ModelAsync("200", [Noon], (1, 24), (_, _) => 7);

        var forecast = await service.Forecasts.GetAsync("200", Cancel);
        Assert.Null(forecast.LastObservation);
        Assert.All(forecast.Mean, v => Assert.Equal(7, v));

        // All errors at the neighbour are 3 °C in size.
        Assert.Equal([4, 4, 7, 10, 10], forecast.Quantiles[..5]);
        Assert.Contains("as wide as its errors at other stations", forecast.MadeFrom, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAnyErrorsTheQuantilesAreAsWideAsTheModelsOwnValuesVary()
    {
        await using var service = await OpenAsync(
            azurite,
            champion: null,
            clock: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Noon));
        await service.ListAsync("200");
        await service.ModelAsync("200", [Noon], (1, 24), (_, lead) => lead % 2 == 0 ? 4 : 10);

        var forecast = await service.Forecasts.GetAsync("200", Cancel);
        Assert.Equal([10, 4], forecast.Mean[..2]);
        Assert.Equal([7, 7, 10, 13, 13], forecast.Quantiles[..5]);
        Assert.Contains("as wide as its own values vary", forecast.MadeFrom, StringComparison.Ordinal);
    }

    /// <summary>A wind of 4 m/s from the west: 4 m/s to the east.</summary>
    [Fact]
    public async Task TheVariablesThatAreAskedForAreForecastAsAStudentsWouldBe()
    {
        await using var service = await OpenAsync(
            azurite,
            champion: null,
            targets: ["wind_direction_10m", "surface_pressure", "pm10"]);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon], (1, 24), (_, lead) => lead % 4);
        await service.ModelAsync("129", [Noon], (1, 24), (_, lead) => 1000 + lead, "surface_pressure");
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 4, "wind_speed_10m");
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 270, "wind_direction_10m");

        var forecast = await service.Forecasts.GetAsync("129", Cancel);

        Assert.Equal(["surface_pressure", "pm10", "wind_u_10m", "wind_v_10m"], forecast.Variables);
        Assert.Equal([1001, float.NaN, 4, 0], forecast.Mean[..4].Select(v => MathF.Round(v, 3)));
        Assert.Equal("kma", forecast.StandingIn);
    }

    [Fact]
    public async Task AWindAskedForAloneIsForecastFromItsParts()
    {
        await using var service = await OpenAsync(azurite, champion: null, targets: ["wind_direction_10m"]);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 4, "wind_speed_10m");
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 270, "wind_direction_10m");

        Assert.Equal(["wind_u_10m", "wind_v_10m"], (await service.Forecasts.GetAsync("129", Cancel)).Variables);
    }

    [Fact]
    public async Task OnlyAStationThatNoRunCoversHasNoForecastWithoutAStudent()
    {
        await using var service = await OpenAsync(azurite, champion: null);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ObserveAsync("200", Noon, Mild(48));
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 7);

        Assert.Equal("kma", (await service.Forecasts.GetAsync("129", Cancel)).StandingIn);
        var error = await Assert.ThrowsAsync<NoChampionException>(() => service.Forecasts.GetAsync("200", Cancel));
        Assert.Equal("No student is in service yet, and no run of a numerical model covers station 200 now.", error.Message);
        await Assert.ThrowsAsync<UnknownStationException>(() => service.Forecasts.GetAsync("201", Cancel));
    }

    /// <summary>The hand-made student was taught station 129 and adds 100 to its teacher.</summary>
    [Theory]
    [InlineData("129", 0, false)]
    [InlineData("200", 0, true)]
    [InlineData("200", 5, true)]
    [InlineData("200", 30, false)]
    public async Task AStationThatIsNewToTheStudentIsForecastFromTheModelUntilItHasADayOfObservations(
        string station,
        int hours,
        bool fromTeacher)
    {
        await using var service = await OpenAsync(azurite, champion: 20);
        await service.ListAsync("129", "200");
        await service.ObserveAsync("184", Noon, Mild(48));
        if (hours > 0)
        {
            await service.ObserveAsync(station, Noon, Mild(hours));
        }

        await service.ModelAsync(station, [Noon], (1, 24), (_, lead) => lead % 4);
        var forecast = await service.Forecasts.GetAsync(station, Cancel);
        Assert.Equal(fromTeacher ? "kma" : null, forecast.StandingIn);
        Assert.Equal(fromTeacher ? 1 : 21, forecast.Mean[0], 0.01);
        Assert.Equal(fromTeacher, forecast.MadeFrom is not null);
        if (fromTeacher)
        {
            Assert.StartsWith(
                $"Station 200 is new: {(hours == 0 ? "it has sent nothing lately" : "it has 5 h of observations")} and no student was "
                + $"taught it.",
                forecast.MadeFrom,
                StringComparison.Ordinal);
            Assert.True(forecast.Quantiles[4] - forecast.Quantiles[0] > 1);
        }
    }

    [Fact]
    public async Task TheFirstStudentTakesOverFromTheModel()
    {
        await using var service = await OpenAsync(azurite, champion: null);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 7);
        Assert.Equal("kma", (await service.Forecasts.GetAsync("129", Cancel)).StandingIn);
        var student = await service.PromoteAsync(1);

        var forecast = await service.Forecasts.GetAsync("129", Cancel);
        Assert.Equal(student, forecast.Student);
        Assert.Null(forecast.StandingIn);
        Assert.Equal(8, forecast.Mean[0]);
    }

    private static double Observed(DateTimeOffset time) => 5 + ((int)((time - Noon.AddHours(-71)).TotalHours + 400) % 4);

    private static IEnumerable<DateTimeOffset> Runs() => Enumerable.Range(0, 7).Select(i => Noon.AddHours(-12 * i));
}
