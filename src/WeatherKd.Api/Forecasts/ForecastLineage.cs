using System.Collections.Concurrent;
using System.Text.Json;
using WeatherKd.Forecasting;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// What the students behind forecasts were made from and how they did. A verified student never changes, so each is read once; one that has
/// no verification, or whose
/// folder is damaged, is looked at again after a while.
/// </summary>
internal sealed class ForecastLineage(StudentRegistry registry, StudentVerification verification, TimeProvider clock)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);
    private static readonly Lineage Unknown = new(null, null);
    private readonly ConcurrentDictionary<string, (Lineage Lineage, DateTimeOffset ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>What is known of a student; empty where its folder is damaged: a forecast is worth giving without.</summary>
    public async ValueTask<Lineage> FindAsync(string student, CancellationToken cancellationToken)
    {
        if (student.StartsWith(IssuedForecast.TeacherPrefix, StringComparison.Ordinal))
        {
            return Unknown;
        }

        if (_known.TryGetValue(student, out var known) && (known.Lineage.IsWhole || clock.GetUtcNow() - known.ReadAt < AgainAfter))
        {
            return known.Lineage;
        }

        var lineage = await ReadAsync(student, cancellationToken);
        _known[student] = (lineage, clock.GetUtcNow());
        return lineage;
    }

    private async Task<Lineage> ReadAsync(string student, CancellationToken cancellationToken)
    {
        try
        {
            return new Lineage(
                await registry.FindAsync(student, cancellationToken),
                await verification.FindAsync(student, cancellationToken));
        }
        catch (Exception e) when (e is StudentDamagedException or JsonException)
        {
            return Unknown;
        }
    }
}

/// <summary>What is known of a student.</summary>
/// <param name="Manifest">Its manifest; null where it cannot be read.</param>
/// <param name="Verification">Its verification; null where there is none.</param>
internal sealed record Lineage(StudentManifest? Manifest, VerificationReport? Verification)
{
    /// <summary>Whether there is nothing more to come.</summary>
    public bool IsWhole => this is { Manifest: not null, Verification: not null };
}
