using System.Runtime.CompilerServices;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// What all feeds of numerical models share: runs, leads, and blobs named <c>numerical-model/&lt;model&gt;/&lt;run&gt;/&lt;lead&gt;…</c>.
/// </summary>
public abstract class ModelFeed : IFeed
{
    private readonly WeatherStorage _storage;
    private readonly RunSchedule _schedule;

    /// <summary>A feed.</summary>
    /// <param name="settings">Its settings, validated.</param>
    /// <param name="storage">The account.</param>
    protected ModelFeed(FeedSettings settings, WeatherStorage storage)
    {
        Settings = settings;
        Source = SourceCatalogue.Of(settings);
        _storage = storage;
        _schedule = new RunSchedule(settings, Source);
        var fields = settings.Fields ?? Source.Fields;
        Fields =
        [
            .. (settings.Variables ?? (settings.Fields is null ? RunExpectations.UsualVariables : [.. fields.Keys]))
                .SelectMany(v => fields[v])
                .Distinct(StringComparer.Ordinal)
        ];
    }

    /// <inheritdoc/>
    public FeedSettings Settings { get; }

    /// <summary>The source.</summary>
    protected SourceDefinition Source { get; }

    /// <summary>Names of the fields that the wanted variables need.</summary>
    protected IReadOnlyList<string> Fields { get; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PartGroup> GroupsAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var run in _schedule.Runs(now))
        {
            var folder = $"{Settings.Model ?? Settings.Name}/{UtcTime.FormatForName(run)}/";
            var all = _schedule.Leads(run).SelectMany(lead => Parts(run, lead, folder, _schedule.DueAt(run, lead))).ToList();
            yield return new PartGroup(folder, run, all.FindAll(p => p.DueAt <= now), all.TrueForAll(p => p.DueAt <= now));
        }
    }

    /// <inheritdoc/>
    public abstract Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken);

    /// <summary>The parts of a lead.</summary>
    protected abstract IEnumerable<FeedPart> Parts(DateTimeOffset run, int lead, string folder, DateTimeOffset dueAt);

    /// <summary>A part of a lead.</summary>
    protected FeedPart Part(DateTimeOffset run, int lead, string folder, string name, DateTimeOffset dueAt) =>
        new(_storage.NumericalModel, folder, folder + name, run, dueAt) { Lead = lead };

    /// <summary>An address by a template of the source, or one of the settings.</summary>
    protected Uri Address(string template, FeedPart part, string? field) =>
        new(AddressTemplate.Fill(Root(template), part.At, part.Lead, field));

    private string Root(string template) =>
        Source.Form == SourceForm.GenericModel
            ? template
            : new Uri(new Uri(Settings.Address ?? Source.Address), "./").AbsoluteUri + template;
}
