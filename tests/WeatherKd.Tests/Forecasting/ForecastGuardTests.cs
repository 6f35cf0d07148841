using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Verification;
using static WeatherKd.Tests.Forecasting.ServingStation;

namespace WeatherKd.Tests.Forecasting;

/// <summary>
/// A student that repeats its teacher, whose teacher moved it by 10 K at most in verification, and a run that says something else than the
/// run before.
/// </summary>
public sealed class ForecastGuardTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Older = Noon.AddHours(-12);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AForecastThatDepartsByMoreThanWasVerifiedStandsOnTheOlderRunWithTheReason()
    {
        await using var service = await ServeAsync(older: 5, newest: 40);

        var forecast = await service.ForecastAsync();

        Assert.Equal(Older, forecast.Run);
        Assert.All(forecast.Mean, v => Assert.Equal(5, v));
        Assert.StartsWith(
            "The forecast from the run of 2021-01-30T12:00:00Z is withheld: temperature_2m at lead 1 departs by 35",
            forecast.Withheld,
            StringComparison.Ordinal);
        Assert.EndsWith("This one is from the run of 2021-01-30T00:00:00Z.", forecast.Withheld, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 14)]
    [InlineData(40, 42)]
    public async Task AForecastThatOtherForecastsSupportIsServed(double older, double newest)
    {
        await using var service = await ServeAsync(older, newest);

        var forecast = await service.ForecastAsync();

        Assert.Equal(Noon, forecast.Run);
        Assert.Null(forecast.Withheld);
        Assert.All(forecast.Mean, v => Assert.Equal(newest, v));
    }

    [Fact]
    public async Task WithoutAnOlderRunItStandsOnObservationsAlone()
    {
        await using var service = await ServeAsync(older: null, newest: 40);

        var forecast = await service.ForecastAsync();

        Assert.Null(forecast.Run);
        Assert.EndsWith("This one is from observations alone.", forecast.Withheld, StringComparison.Ordinal);
    }

    /// <summary>Verified in calm weather: the teacher moved little, but little is not all that the student alone may lack.</summary>
    [Theory]
    [InlineData(45, false)]
    [InlineData(52, true)]
    public async Task AsMuchIsBelievedAsTheForecastWithoutATeacherMayLack(double newest, bool isWithheld)
    {
        await using var service = await ServeAsync(older: 5, newest, errorWithoutTeacher: 6);

        Assert.Equal(isWithheld, (await service.ForecastAsync()).Withheld is not null);
    }

    private async Task<ServingStation> ServeAsync(double? older, double newest, double? errorWithoutTeacher = null)
    {
        var service = await OpenAsync(azurite, champion: null);
        var student = await service.PromoteAsync(0);
        var report = new VerificationReport
        {
            Student = student,
            Model = "kma",
            Dataset = "dataset",
            Rows = 1000,
            Variables = errorWithoutTeacher is { } rmse ? [Alone(rmse)] : [],
            Overall = [],
            LargestTeacherEffect = new Dictionary<string, double> { ["temperature_2m"] = 10 },
        };
        await service.Storage.Students.GetBlobClient($"{student}/verification.json").WriteJsonAsync(report, Cancel);
        await service.ObserveAsync("129", Noon, Mild(72));
        if (older is { } value)
        {
            await service.ModelAsync("129", [Older], (0, 48), (_, _) => value);
        }

        await service.ModelAsync("129", [Noon], (0, 36), (_, _) => newest);
        return service;
    }

    /// <summary>Temperature's report as far as it tells of the student without its teacher.</summary>
    private static VariableReport Alone(double rmse) => new()
    {
        Variable = "temperature_2m",
        Unit = "°C",
        Systems = [],
        Comparisons = [],
        ByLead = [],
        ByStation = [],
        ByHour = [],
        BySeason = [],
        Reliability = [],
        WithoutTeacher = new TeacherlessScores(
            new Score(1000, 0, rmse, rmse, null),
            new Dictionary<string, Score>(),
            new Dictionary<string, Score>()),
    };
}
