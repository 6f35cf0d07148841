using WeatherKd.Telemetry;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// How long an experiment still takes at most, from how long its runs took to begin and their epochs to be done until now. Not safe between
/// threads.
/// </summary>
/// <param name="runs">Number of its runs.</param>
/// <param name="epochs">Most epochs of a run.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class EpochsLeft(int runs, int epochs, TimeProvider clock)
{
    private readonly List<(double Epochs, double Seconds)> _trained = [];
    private readonly List<double> _begun = [];
    private long _started = clock.GetTimestamp();
    private int _runs = runs;

    /// <summary>The time left in words, with a comma before it; empty before anything is trained, and at the end.</summary>
    /// <param name="epoch">Epochs that the present run has done; at 0, what precedes them is over.</param>
    public string After(double epoch)
    {
        var seconds = clock.GetElapsedTime(_started).TotalSeconds;
        if (epoch == 0)
        {
            _begun.Add(seconds);
            _trained.Add((0, 0));
            _started = clock.GetTimestamp();
            seconds = 0;
        }

        _trained[^1] = (epoch, seconds);
        var done = _trained.Sum(t => t.Epochs);
        var left = ((_runs * epochs) - epoch) * _trained.Sum(t => t.Seconds) / done + ((_runs - 1) * _begun.Average());
        return done > 0 && left > 0 ? $", at most about {TimeLeft.Format(TimeSpan.FromSeconds(left))} left" : string.Empty;
    }

    /// <summary>The present run is over, or is not done here.</summary>
    public void NextRun()
    {
        _runs--;
        _started = clock.GetTimestamp();
    }
}
