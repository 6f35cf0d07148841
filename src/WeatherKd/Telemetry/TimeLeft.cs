using System.Diagnostics;
using System.Globalization;

namespace WeatherKd.Telemetry;

/// <summary>How long work will still take, from how far it came in how long. Not safe between threads.</summary>
public sealed class TimeLeft
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The time left in words, with a comma before it; empty while nothing is done yet.</summary>
    /// <param name="done">What is done since the start, in any unit.</param>
    /// <param name="left">What is left, in the same.</param>
    public string After(double done, double left) =>
        done > 0 && left > 0 ? $", about {Format(TimeSpan.FromSeconds(_clock.Elapsed.TotalSeconds / done * left))} left" : string.Empty;

    /// <summary>A duration in its two largest units at most.</summary>
    public static string Format(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(time.TotalSeconds)):F0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalMinutes):F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
    };
}
