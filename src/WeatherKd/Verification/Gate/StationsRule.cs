namespace WeatherKd.Verification.Gate;

/// <summary>At no more than a share of the stations worse than what costs nothing.</summary>
internal sealed class StationsRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 45;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour)
    {
        const int Named = 5;
        if (report.Rows == 0)
        {
            return null;
        }

        var stations = report.Variables.SelectMany(v => v.ByStation).Select(s => s.Group).Distinct(StringComparer.Ordinal).Count();
        var allowed = (int)(options.MaximumWorseStations * stations);
        var worse = report.Variables
            .SelectMany(v => v.WorseStations.Select(s => (s.Station, Text: $"{s.Station}, {v.Variable}: {s.Comparison.InWords()}")))
            .GroupBy(w => w.Station, StringComparer.Ordinal)
            .ToList();
        var first = string.Join("; ", worse.Take(Named).Select(w => w.First().Text)) + (worse.Count > Named ? "; …" : string.Empty);
        return new(
            "no station worse than the raw teacher or persistence",
            worse.Count <= allowed,
            worse.Count == 0
                ? $"none of {stations}, with intervals that hold for all stations and variables at once"
                : $"{worse.Count} of {stations}, {allowed} allowed: {first}");
    }
}
