using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

public sealed class TeacherEffectTests
{
    [Fact]
    public void TheLargestChangeOfEachVariableIsKept()
    {
        var effect = new TeacherEffect(["temperature_2m", "wind_speed_10m"]);
        for (var window = 0; window < 200; window++)
        {
            effect.Add(1, [10 + (window / 100f), 4, 11, 5], [10, 4, 11, 7]);
        }

        Assert.Equal(1.99, effect.Largest["temperature_2m"], 1e-5);
        Assert.Equal(2, effect.Largest["wind_speed_10m"], 1e-5);
    }

    [Fact]
    public void WindowsWithoutATeacherDoNotBoundItsEffect()
    {
        var effect = new TeacherEffect(["temperature_2m"]);

        effect.Add(1000, new float[24_000], new float[24_000]);
        Assert.Empty(effect.Largest);

        effect.Add(199, [.. Enumerable.Repeat(1f, 199 * 24)], new float[199 * 24]);
        Assert.Empty(effect.Largest);

        effect.Add(2, [.. Enumerable.Repeat(2f, 24), .. new float[24]], new float[48]);
        Assert.Equal(2, effect.Largest["temperature_2m"], 1e-5);
    }
}
