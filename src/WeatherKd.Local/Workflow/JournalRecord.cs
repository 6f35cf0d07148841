using System.Text.Json;

namespace WeatherKd.Local.Workflow;

/// <summary>One line of a workflow instance's journal.</summary>
/// <param name="Id">Unique; by it a writer whose reply was lost recognises its own line.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Name">The step or event.</param>
/// <param name="At">When, by the host's clock.</param>
/// <param name="Value">A step's output, whether a wait was ended by its event, or an outcome.</param>
/// <param name="Reason">Why a step failed.</param>
internal sealed record JournalRecord(string Id, JournalKind Kind, string Name, DateTimeOffset At, JsonElement? Value = null, string? Reason = null);

/// <summary>What a line of the journal records.</summary>
internal enum JournalKind
{
    /// <summary>The instance was started, with the code's version as value.</summary>
    Started,

    /// <summary>A step ended; its output is the value.</summary>
    StepDone,

    /// <summary>A step failed for good.</summary>
    StepFailed,

    /// <summary>A wait began; the value is its deadline.</summary>
    WaitBegan,

    /// <summary>A wait ended; the value says whether by its event.</summary>
    WaitEnded,

    /// <summary>The instance ended; the value is its outcome.</summary>
    Ended,
}
