using System.Collections.Concurrent;
using System.Text.Json;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Api.Forecasts;

/// <summary>What the students behind forecasts were made from and how they did. A verified student never changes, so each is read once.</summary>
internal sealed class ForecastLineage(StudentRegistry registry, StudentVerification verification)
{
    private static readonly Lineage Unknown = new(null, null);
    private readonly ConcurrentDictionary<string, Lineage> _known = new(StringComparer.Ordinal);

    /// <summary>What is known of a student; empty where its folder is damaged: a forecast is worth giving without.</summary>
    public async ValueTask<Lineage> FindAsync(string student, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(student, out var known))
        {
            return known;
        }

        try
        {
            var found = new Lineage(await registry.FindAsync(student, cancellationToken), await verification.FindAsync(student, cancellationToken));
            return found is { Manifest: not null, Verification: not null } ? _known[student] = found : found;
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
internal sealed record Lineage(StudentManifest? Manifest, VerificationReport? Verification);
