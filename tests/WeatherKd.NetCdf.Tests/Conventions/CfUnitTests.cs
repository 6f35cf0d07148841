using WeatherKd.NetCdf.Conventions;

namespace WeatherKd.NetCdf.Tests.Conventions;

public sealed class CfUnitTests
{
    [Theory]
    [InlineData("degC")]
    [InlineData("deg C")]
    [InlineData("deg_C")]
    [InlineData("degrees C")]
    [InlineData("degree_Celsius")]
    [InlineData("degrees_Celsius")]
    [InlineData("Degrees Celsius")]
    [InlineData("celsius")]
    [InlineData("Celsius")]
    [InlineData("°C")]
    [InlineData("℃")]
    [InlineData("C")]
    public void DegreesCelsiusHaveManySpellings(string text) => AssertConverts(text, "K", 1, 273.15);

    [Theory]
    [InlineData("K", "degC", 1, -273.15)]
    [InlineData("kelvin", "degC", 1, -273.15)]
    [InlineData("degF", "degC", 5.0 / 9, -160.0 / 9)]
    [InlineData("0.1 degC", "K", 0.1, 273.15)]
    [InlineData("1 degC", "K", 1, 273.15)]
    [InlineData("m s-1", "m/s", 1, 0)]
    [InlineData("m.s-1", "m/s", 1, 0)]
    [InlineData("m s**-1", "m/s", 1, 0)]
    [InlineData("m s^-1", "m/s", 1, 0)]
    [InlineData("m·s⁻¹", "m/s", 1, 0)]
    [InlineData("meters/second", "m/s", 1, 0)]
    [InlineData("metres per second", null, 0, 0)]
    [InlineData("km/h", "m/s", 1 / 3.6, 0)]
    [InlineData("knots", "m/s", 1852.0 / 3600, 0)]
    [InlineData("kts", "m/s", 1852.0 / 3600, 0)]
    [InlineData("Pa", "hPa", 0.01, 0)]
    [InlineData("mbar", "hPa", 1, 0)]
    [InlineData("millibars", "hPa", 1, 0)]
    [InlineData("hectopascal", "hPa", 1, 0)]
    [InlineData("kPa", "hPa", 10, 0)]
    [InlineData("kg m-2 s-1", "kg/(m2 s)", 1, 0)]
    [InlineData("kg m**-2", "kg/m^2", 1, 0)]
    [InlineData("mm/hr", "m s-1", 1e-3 / 3600, 0)]
    [InlineData("mm h-1", "m s-1", 1e-3 / 3600, 0)]
    [InlineData("m of water equivalent", "mm", 1000, 0)]
    [InlineData("W m-2", "W/m²", 1, 0)]
    [InlineData("J m**-2", "kJ/m²", 1e-3, 0)]
    [InlineData("µg/m³", "kg m-3", 1e-9, 0)]
    [InlineData("ug m^-3", "kg m-3", 1e-9, 0)]
    [InlineData("micrograms m-3", "kg m-3", 1e-9, 0)]
    [InlineData("1e-6 g m-3", "kg m-3", 1e-9, 0)]
    [InlineData("10^-6 g m-3", "kg m-3", 1e-9, 0)]
    [InlineData("1", "%", 100, 0)]
    [InlineData("(0 - 1)", "%", 100, 0)]
    [InlineData("percent", "%", 1, 0)]
    [InlineData("degrees_true", "degree", 1, 0)]
    [InlineData("radian", "degree", 180 / Math.PI, 0)]
    public void AUnitIsConvertedIntoAnotherOfItsDimension(string from, string? to, double scale, double offset)
    {
        if (to is null)
        {
            Assert.Null(CfUnit.Parse(from));
            return;
        }

        AssertConverts(from, to, scale, offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("furlong")]
    [InlineData("m s-")]
    [InlineData("m^")]
    [InlineData("(m")]
    [InlineData("m)")]
    [InlineData("/s")]
    [InlineData("kg//")]
    [InlineData("((((((((((m))))))))))")]
    public void WhatIsNoUnitIsNone(string text) => Assert.Null(CfUnit.Parse(text));

    [Fact]
    public void UnitsOfDifferentDimensionsAreNotConverted() => Assert.Null(CfUnit.Parse("m s-1")!.To(CfUnit.Parse("Pa")!));

    private static void AssertConverts(string from, string to, double scale, double offset)
    {
        var conversion = CfUnit.Parse(from)!.To(CfUnit.Parse(to)!)!.Value;
        Assert.Equal(scale, conversion.Scale, Math.Abs(scale) * 1e-12);
        Assert.Equal(offset, conversion.Offset, 1e-9);
    }
}
