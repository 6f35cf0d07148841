using System.Text.Json;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.Verification;
using WeatherKd.Verification.Reports;

namespace WeatherKd.Forecasting;

/// <summary>
/// How a student's intervals are widened or narrowed in service, by variable: <c>pipeline/intervals/&lt;student&gt;.json</c>, written anew
/// as its forecasts come true; before it has issued any, what its verification left.
/// </summary>
public sealed class IntervalStore(WeatherStorage storage, ILogger<IntervalStore> logger)
{
    private static readonly IReadOnlyDictionary<string, IntervalFactors> None =
        new Dictionary<string, IntervalFactors>(StringComparer.Ordinal);

    /// <summary>
    /// The factors of a student; a variable that is not in it keeps the student's own intervals. What cannot be read leaves them all as
    /// they are: a forecast is worth more than its interval's last per cent.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, IntervalFactors>> FindAsync(string student, CancellationToken cancellationToken)
    {
        try
        {
            return (await storage.Pipeline
                .GetBlobClient(NameOf(student))
                .TryReadJsonAsync<Dictionary<string, IntervalFactors>>(cancellationToken))?.Value
                ?? await AsVerifiedAsync(student, cancellationToken);
        }
        catch (JsonException e)
        {
            logger.LogError(e, "How student {Student} did cannot be read; its intervals are issued as they were trained", student);
            return None;
        }
    }

    /// <summary>The factors that a student's verification left.</summary>
    /// <exception cref="JsonException">The report cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, IntervalFactors>> AsVerifiedAsync(string student, CancellationToken cancellationToken)
    {
        var report = await VerificationFolder.ReadAsync(storage.Students, student, cancellationToken);
        return report is null
            ? None
            : report.Variables
                .Where(v => v.Adapted is not null)
                .ToDictionary(v => v.Variable, v => v.Adapted!.Next, StringComparer.Ordinal);
    }

    /// <summary>
    /// By variable, by how much a run may move a student's forecasts; empty where verification did not measure it or cannot be read.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, double>> BelievedDeparturesAsync(string student, CancellationToken cancellationToken)
    {
        try
        {
            return await VerificationFolder.ReadAsync(storage.Students, student, cancellationToken) is { } report
                ? BelievedDepartures.Of(report)
                : new Dictionary<string, double>();
        }
        catch (JsonException e)
        {
            logger.LogError(
                e,
                "The verification of student {Student} cannot be read; its forecasts are only held to the plausible range",
                student);
            return new Dictionary<string, double>();
        }
    }

    /// <summary>Both that a student in service needs, read beside each other.</summary>
    public async Task<(
        IReadOnlyDictionary<string, IntervalFactors> Factors,
        IReadOnlyDictionary<string, double> BelievedDepartures)> InServiceAsync(
        string student, CancellationToken cancellationToken)
    {
        var factors = FindAsync(student, cancellationToken);
        var departures = BelievedDeparturesAsync(student, cancellationToken);
        await Task.WhenAll(factors, departures);
        return (await factors, await departures);
    }

    /// <summary>Keeps the factors of a student.</summary>
    public Task WriteAsync(string student, IReadOnlyDictionary<string, IntervalFactors> factors, CancellationToken cancellationToken) =>
        storage.Pipeline.GetBlobClient(NameOf(student)).WriteJsonAsync(factors, cancellationToken);

    private static string NameOf(string student) => $"intervals/{student}.json";
}
