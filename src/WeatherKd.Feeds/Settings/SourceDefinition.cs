namespace WeatherKd.Feeds.Settings;

/// <summary>
/// A source as it is published: where, in what form, when, and under which terms. Addresses and limits are defaults that a feed's settings
/// override.
/// </summary>
public sealed record SourceDefinition
{
    /// <summary>Name in <c>feeds.json</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>How it is asked.</summary>
    public required SourceForm Form { get; init; }

    /// <summary>Root of its addresses; empty for the generic sources.</summary>
    public string Address { get; init; } = "";

    /// <summary>
    /// Template of a file below the root. <c>{run:…}</c> takes a .NET date format, <c>{lead:000}</c> a number format, <c>{variable}</c> and
    /// <c>{VARIABLE}</c> the field's name.
    /// </summary>
    public string File { get; init; } = "";

    /// <summary>Template of the file's index below the root; empty where there is none.</summary>
    public string Index { get; init; } = "";

    /// <summary>Hosts that a redirect may lead to, besides that of the address. A leading dot allows all below it.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Hours of the day, UTC, at which runs start.</summary>
    public IReadOnlyList<int> Runs { get; init; } = [];

    /// <summary>Leads unless others are asked for.</summary>
    public LeadRange Leads { get; init; } = new(1, 24, 1);

    /// <summary>Last lead of a run by its hour of the day, where not all runs are of one length.</summary>
    public Func<int, int> LastLead { get; init; } = _ => int.MaxValue;

    /// <summary>Whether a lead is published, where not every hour is.</summary>
    public Func<int, bool> HasLead { get; init; } = _ => true;

    /// <summary>Time from a run's start, or the end of an hour of observations, until it can be there.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Further time that each lead takes to come.</summary>
    public TimeSpan DelayPerLead { get; init; }

    /// <summary>Names of the fields by our variable; each variable needs all of its fields.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Days for which the source keeps what it publishes.</summary>
    public int KeepsDays { get; init; } = 3660;

    /// <summary>Requests a second that are polite.</summary>
    public double RequestsPerSecond { get; init; } = 5;

    /// <summary>Requests at once that are polite.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>Name of the key that it needs; null where it is open to everybody.</summary>
    public string? Key { get; init; }

    /// <summary>Terms of use.</summary>
    public required SourceTerms Terms { get; init; }

    /// <summary>Whether it is a numerical model; else it is observations.</summary>
    public bool IsModel => Form is SourceForm.WgribIndex or SourceForm.MarsIndex or SourceForm.FieldFiles or SourceForm.GenericModel;
}

/// <summary>How a source is asked.</summary>
public enum SourceForm
{
    /// <summary>GRIB2 files with an index of wgrib2 (<c>.idx</c>).</summary>
    WgribIndex,

    /// <summary>GRIB2 files with ECMWF's index of JSON lines (<c>.index</c>).</summary>
    MarsIndex,

    /// <summary>A file for each field and lead.</summary>
    FieldFiles,

    /// <summary>A numerical model whose addresses and fields the settings give.</summary>
    GenericModel,

    /// <summary>METAR from aviationweather.gov's data API.</summary>
    Metar,

    /// <summary>NOAA GHCNh, a file for each station and year.</summary>
    GhcnHourly,

    /// <summary>A table of KMA's API hub for each hour.</summary>
    KmaHub,

    /// <summary>AirKorea's measurements of a station.</summary>
    AirKorea,

    /// <summary>Any observation file at an address that the settings give.</summary>
    GenericObservations,
}
