using System.Collections.Concurrent;
using WeatherKd.Students;

namespace WeatherKd.Api.Forecasts;

/// <summary>What the students behind forecasts were made from. A student never changes, so each is read once.</summary>
internal sealed class ForecastLineage(StudentRegistry registry)
{
    private readonly ConcurrentDictionary<string, StudentManifest> _known = new(StringComparer.Ordinal);

    /// <summary>The manifest of a student; null where it cannot be read: a forecast is worth giving without.</summary>
    public async ValueTask<StudentManifest?> FindAsync(string student, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(student, out var known))
        {
            return known;
        }

        try
        {
            return await registry.FindAsync(student, cancellationToken) is { } manifest ? _known[student] = manifest : null;
        }
        catch (StudentDamagedException)
        {
            return null;
        }
    }
}
