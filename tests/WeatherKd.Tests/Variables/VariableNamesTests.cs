using System.Reflection;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Variables;

public sealed class VariableNamesTests
{
    [Fact]
    public void EveryNameThatCodeSpeaksOfStandsInTheTable()
    {
        var names = typeof(VariableNames).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.NotNull(VariableTable.Default.Find(name)));
    }

    /// <summary>At 20 °C and 50 % the dew point is 9.3 °C, as psychrometric charts have it.</summary>
    [Fact]
    public void DewPointAndHumidityAreEachOthersInverse()
    {
        Assert.Equal(9.3, Humidity.DewPoint(20, 50), 0.05);
        foreach (var (temperature, dewPoint) in new[] { (35.0, 5.0), (20, 20), (0, -12), (-30, -33) })
        {
            Assert.Equal(dewPoint, Humidity.DewPoint(temperature, Humidity.FromDewPoint(temperature, dewPoint)), 1e-9);
        }
    }

    [Theory]
    [InlineData(5, 360, 0, -5)] // from the north, towards the south
    [InlineData(5, 90, -5, 0)]
    [InlineData(5, 180, 0, 5)]
    [InlineData(5, 270, 5, 0)]
    public void ComponentsOfAWindAreThoseOfWhereItGoes(double speed, double from, double east, double north)
    {
        var wind = Wind.Components(speed, from);

        Assert.Equal(east, wind.East, 1e-9);
        Assert.Equal(north, wind.North, 1e-9);
        Assert.Equal(speed, Wind.Speed(wind.East, wind.North), 1e-9);
        Assert.Equal(from, Wind.DirectionFrom(wind.East, wind.North), 1e-9);
    }
}
