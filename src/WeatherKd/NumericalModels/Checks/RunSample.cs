using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// What is kept of a run to compare later ones with: its unflagged values at some stations. Always the same stations, those whose ids have
/// the smallest hashes, so that two runs have them in common.
/// </summary>
public sealed class RunSample
{
    /// <summary>Stations kept.</summary>
    public const int MostStations = 24;

    /// <summary>Longest lead kept, in h.</summary>
    public const int LongestLead = 72;

    /// <summary>Start of the run.</summary>
    public required DateTimeOffset Run { get; init; }

    /// <summary>Whether the spreads have been learned from it.</summary>
    public bool Learned { get; set; }

    /// <summary>The power of ten of which the values are multiples, by variable.</summary>
    public Dictionary<string, int> Powers { get; init; } = [];

    /// <summary>Sizes of the differences by which it was found wrong.</summary>
    public Dictionary<string, double> Exceeded { get; init; } = [];

    /// <summary>Values by variable, then station, then lead hour; null where missing or flagged.</summary>
    public Dictionary<string, Dictionary<string, float?[]>> Values { get; init; } = [];

    /// <summary>The start as a whole hour.</summary>
    internal Hour Hour => Hour.Floor(Run);

    /// <summary>
    /// Whether a variable of a run can be compared with the run before: not the parts of others, and neither rain, which is zero on most
    /// days, nor cloud, which is all or nothing for days.
    /// </summary>
    internal static bool Compares(WeatherVariable variable) =>
        variable.PartOf is null
            && variable.Name != VariableNames.CloudCover
            && !(variable.OverHour && variable.Normalisation == Normalisation.Logarithmic);

    /// <summary>Of some stations, those that are kept.</summary>
    internal static HashSet<string> Choose(IEnumerable<string> stations) => [.. stations
        .Distinct(StringComparer.Ordinal)
        .Select(id => (Id: id, Hash: ContentHash.Of(id)))
        .OrderBy(s => s.Hash, StringComparer.Ordinal)
        .Take(MostStations)
        .Select(s => s.Id)];

    /// <summary>Enters values of a variable.</summary>
    internal void Enter(string variable, IEnumerable<(string Station, int Lead, double Value)> values)
    {
        foreach (var (station, lead, value) in values.Where(v => v.Lead <= LongestLead && !double.IsNaN(v.Value)))
        {
            var stations = Values.TryGetValue(variable, out var known) ? known : Values[variable] = new(StringComparer.Ordinal);
            if (!stations.TryGetValue(station, out var leads))
            {
                if (stations.Count == MostStations)
                {
                    continue;
                }

                leads = [];
            }

            if (leads.Length <= lead)
            {
                Array.Resize(ref leads, lead + 1);
            }

            Powers[variable] = Granularity.With(Powers.GetValueOrDefault(variable, Granularity.Coarsest), value);

            // Two decimals are more than any comparison needs, and half the size in storage.
            leads[lead] = MathF.Round((float)value, 2);
            stations[station] = leads;
        }
    }
}
