namespace WeatherKd.Students;

/// <summary>
/// <c>champion.json</c>: the student in service. Changes only by compare-and-swap. It holds all that its entry in the history holds, so
/// that a host that died between the two writes loses nothing.
/// </summary>
/// <param name="Student">Its id.</param>
/// <param name="Sequence">
/// Number of this change of service, growing; also the name of its entry in <c>history/</c>. It orders changes; times do not, because
/// hosts' clocks differ.
/// </param>
/// <param name="PromotionId">Deterministic id of the act that put it in service, so that an act done twice is seen as one.</param>
/// <param name="Since">When it came into service; never before its predecessor did, whatever the host's clock says.</param>
/// <param name="By">Who: <c>retraining retrain-…</c>, or an operator.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Act">Whether it was promoted or rolled back to.</param>
/// <param name="Previous">The student in service before; null for the first.</param>
public sealed record Champion(
    string Student,
    long Sequence,
    string PromotionId,
    DateTimeOffset Since,
    string By,
    string Reason,
    ServiceAct Act = ServiceAct.Promotion,
    string? Previous = null);

/// <summary>What can happen to a student once it is registered.</summary>
public enum ServiceAct
{
    /// <summary>It came into service.</summary>
    Promotion,

    /// <summary>It was examined and did not come into service.</summary>
    Rejection,

    /// <summary>It came into service again in place of a later one.</summary>
    Rollback,
}

/// <summary><c>history/&lt;sequence&gt;.json</c>: one promotion, rejection or rollback. Never changes.</summary>
/// <param name="Sequence">Its number; promotions and rollbacks have the number of <see cref="Champion.Sequence"/>.</param>
/// <param name="Act">What happened.</param>
/// <param name="Student">To which student.</param>
/// <param name="Previous">
/// Promotion and rollback: the student in service before. Rejection: the student that stayed in service. Null where there was none.
/// </param>
/// <param name="PromotionId">Deterministic id of the act.</param>
/// <param name="At">When, by the clock of the host that did it.</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record HistoryEntry(
    long Sequence,
    ServiceAct Act,
    string Student,
    string? Previous,
    string PromotionId,
    DateTimeOffset At,
    string By,
    string Reason);
