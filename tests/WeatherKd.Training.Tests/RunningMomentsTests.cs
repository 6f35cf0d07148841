using WeatherKd.Training.Fits;

namespace WeatherKd.Training.Tests;

public sealed class RunningMomentsTests
{
    /// <summary>A teacher that was away for all of a training must not enter as eight deviations on the day that it is back.</summary>
    [Fact]
    public void WhatWasNeverSeenSaysNothingWhateverItSays()
    {
        var moments = new RunningMoments(stations: 2, columns: 3);
        foreach (var value in new[] { 10.0, 14, 12 })
        {
            moments.Add(station: 0, column: 0, value);
            moments.Add(station: 1, column: 2, 7);
        }

        var (means, scales) = (moments.Means(), moments.Scales());

        Assert.Equal([12, 0, 7], means[..3]);
        Assert.Equal(Math.Sqrt(8.0 / 3), scales[0], 1e-5);
        Assert.Equal(0, (80 - means[1]) / scales[1], 1e-6);
        Assert.Equal(1, scales[2]);
    }
}
