using System.Text.Json.Serialization;
using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Experiments;

/// <summary>Scores of a student at a moment of its training, with averaged weights and dropout off.</summary>
public sealed record EvaluationPoint
{
    /// <summary>Windows seen, as a multiple of the training part.</summary>
    public required double Epochs { get; init; }

    /// <summary>Time spent in training steps, without scoring, in s.</summary>
    public required double Seconds { get; init; }

    /// <summary>On an even sample of the training windows.</summary>
    public required StudentScore Training { get; init; }

    /// <summary>On the validation part, which early stopping and tuning look at.</summary>
    public required StudentScore Validation { get; init; }

    /// <summary>The same with the teacher hidden; null for students that do not read it.</summary>
    public StudentScore? ValidationWithoutTeacher { get; init; }

    /// <summary>On the hold-out; null unless the experiment is final.</summary>
    public StudentScore? HoldOut { get; init; }

    /// <summary>The same with the teacher hidden.</summary>
    public StudentScore? HoldOutWithoutTeacher { get; init; }

    /// <summary>On unseen windows: the hold-out, or the validation part while the experiment is not final.</summary>
    [JsonIgnore]
    public StudentScore Unseen => HoldOut ?? Validation;

    /// <summary><see cref="Unseen"/> with the teacher hidden; null for students that do not read it.</summary>
    [JsonIgnore]
    public StudentScore? UnseenWithoutTeacher => HoldOut is null ? ValidationWithoutTeacher : HoldOutWithoutTeacher;
}
