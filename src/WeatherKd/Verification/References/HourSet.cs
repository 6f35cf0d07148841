using WeatherKd.Series;

namespace WeatherKd.Verification.References;

/// <summary>A set of hours: one bit an hour, in words of 64 hours, so that thousands of stations' years fit into memory.</summary>
internal sealed class HourSet
{
    private readonly Dictionary<int, ulong> _words = [];

    /// <summary>Adds an hour.</summary>
    /// <returns>Whether it was not there before.</returns>
    public bool Add(Hour hour)
    {
        var bit = 1UL << (hour.SinceEpoch & 63);
        var word = _words.GetValueOrDefault(hour.SinceEpoch >> 6);
        if ((word & bit) != 0)
        {
            return false;
        }

        _words[hour.SinceEpoch >> 6] = word | bit;
        return true;
    }
}
