using WeatherKd.Series;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Windows;
using WeatherKd.Variables;

namespace WeatherKd.Training.Tests;

/// <summary>What tells that a teacher's series and the observations cannot be of one place, or not in one unit.</summary>
public sealed class ArchiveComparisonTests
{
    private static readonly Hour Start = Hour.Floor(DateTimeOffset.UnixEpoch.AddYears(50));

    /// <summary>A teacher that is off as any model is: by its own ground, a few degrees, a dull week, a livelier wind.</summary>
    [Theory]
    [InlineData("temperature_2m", 1, 0)]
    [InlineData("temperature_2m", 0.6, 4)]
    [InlineData("temperature_2m", 1.3, -9)]
    [InlineData("relative_humidity_2m", 0.5, 20)]
    [InlineData("wind_speed_10m", 2.5, 0)]
    [InlineData("pm10", 0.1, 0)]
    [InlineData("precipitation", 3, 0)]
    public void ATeacherThatIsOffAsTeachersAreIsLearnedFrom(string variable, double factor, double offset) =>
        Assert.Null(Refuse(variable, 24 * 7, (h, x) => (x * factor) + offset));

    [Theory]
    [InlineData("temperature_2m", "Fahrenheit", 1.8, 32)]
    [InlineData("temperature_2m", "Kelvin", 1, 273.15)]
    [InlineData("relative_humidity_2m", "a share", 0.01, 0)]
    [InlineData("surface_pressure", "Pa", 100, 0)]
    [InlineData("wind_speed_10m", "cm/s", 100, 0)]
    [InlineData("pm10", "mg/m³", 0.001, 0)]
    [InlineData("ozone", "g/m³", 1e-6, 0)]
    [InlineData("precipitation", "m", 0.001, 0)]
    [InlineData("wind_direction_10m", "radians", Math.PI / 180, 0)]
    public void AnotherUnitIsSeenInAWeekWhicheverOfTheTwoHasIt(string variable, string unit, double factor, double offset)
    {
        Assert.Contains("two units", Refuse(variable, 24 * 7, (h, x) => (x * factor) + offset), StringComparison.Ordinal);
        Assert.Contains("two units", Refuse(variable, 24 * 7, (h, x) => x, x => (x * factor) + offset), StringComparison.Ordinal);
        Assert.NotEmpty(unit);
    }

    [Theory]
    [InlineData("temperature_2m", 1, 273.15)]
    [InlineData("pm10", 0.001, 0)]
    [InlineData("precipitation", 0.001, 0)]
    public void AFewHoursShowAnotherUnit(string variable, double factor, double offset)
    {
        Assert.Contains("two units", Refuse(variable, 8, (h, x) => (x * factor) + offset), StringComparison.Ordinal);
        Assert.Null(Refuse(variable, 3, (h, x) => (x * factor) + offset));
    }

    /// <summary>The same fronts pass over both; what is missing over the sea is the day.</summary>
    [Theory]
    [InlineData(5, true)]
    [InlineData(7, true)]
    [InlineData(30, true)]
    [InlineData(4, false)]
    public void ACellOverTheSeaIsSeenInFiveDaysThoughItsWeatherIsTheSame(int days, bool isRefused)
    {
        var hours = Enumerable.Range(0, 24 * days).ToList();
        var variable = VariableTable.Default["temperature_2m"];
        var overSea = ArchiveComparison.Refuse(variable, [.. hours.Select(h => new SharedHour(Start + h, Land(h), Sea(h)))]);
        var onLand = ArchiveComparison.Refuse(variable, [.. hours.Select(h => new SharedHour(Start + h, Sea(h), Land(h)))]);

        foreach (var reason in new[] { overSea, onLand })
        {
            Assert.Equal(isRefused, reason?.Contains("of other ground, as of the sea beside land", StringComparison.Ordinal) ?? false);
        }

        static double Land(int h) => Front(h) + (5 * Day(h));
        static double Sea(int h) => Front(h) + Day(h);
    }

    [Fact]
    public void FahrenheitIsSeenWhereBothScalesHaveMuchTheSameNumbers() =>
        Assert.Contains(
            "two units",
            Refuse("temperature_2m", 24 * 7, (h, x) => (1.8 * (x - 45)) + 32, x => x - 45),
            StringComparison.Ordinal);

    [Fact]
    public void ADullWeekTellsNothingOfTheGround() =>
        Assert.Null(ArchiveComparison.Refuse(
            VariableTable.Default["temperature_2m"],
            [.. Enumerable.Range(0, 24 * 7).Select(h => new SharedHour(Start + h, Front(h) + (0.7 * Day(h)), Front(h) + (0.1 * Day(h))))]));

    [Fact]
    public void AnotherPlacesWeatherIsSeen() =>
        Assert.Contains(
            "goes its own way",
            Refuse("temperature_2m", 24 * 30, (h, x) => 13 + (5 * Math.Cos(h / 41.0))),
            StringComparison.Ordinal);

    private static string? Refuse(string variable, int hours, Func<int, double, double> teacher, Func<double, double>? observed = null) =>
        ArchiveComparison.Refuse(
            VariableTable.Default[variable],
            [
                .. Enumerable.Range(0, hours).Select(h => new SharedHour(
                    Start + h,
                    (observed ?? (x => x))(At(variable, h)),
                    teacher(h, At(variable, h))))
            ]);

    /// <summary>Weather of an hour, in the variable's unit.</summary>
    private static double At(string variable, int h) => variable switch
    {
        "temperature_2m" => Front(h) + (5 * Day(h)),
        "relative_humidity_2m" => 60 - (15 * Day(h)),
        "surface_pressure" => 1010 + (0.5 * Front(h)),
        "wind_direction_10m" => ((h * 7) + 200) % 360,
        "precipitation" => h % 9 < 2 ? 1.5 : 0,
        _ => 20 + (8 * Math.Sin(h / 17.0)),
    };

    private static double Front(int h) => 12 + (4 * Math.Sin(h / 29.0));

    private static double Day(int h) => -Math.Cos(2 * Math.PI * h / 24);
}
