namespace WeatherKd.Feeds.Parts;

/// <summary>What became of a part.</summary>
public enum PartOutcome
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>It was there already, or somebody else was faster.</summary>
    AlreadyThere,

    /// <summary>It is not published, or not yet.</summary>
    NotPublished,

    /// <summary>Another host fetches it.</summary>
    TakenByAnother,

    /// <summary>The source has nothing to store in it.</summary>
    Empty,
}
