using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Network;

/// <summary>Which columns a student reads and how wide its layers are: all that follows from dataset, variant and hidden size.</summary>
internal sealed class StudentShape
{
    /// <summary>Numbers that stand for a station in the network.</summary>
    public const int StationWidth = 4;

    public StudentShape(
        DatasetDescription description,
        StudentVariant variant,
        int hiddenSize,
        bool usesDayOfYear,
        StudentArchitecture architecture = StudentArchitecture.Lstm)
    {
        Variant = variant;
        Hidden = hiddenSize;
        History = description.HistoryHours;
        Horizon = description.HorizonHours;
        Stations = description.Stations.Count;
        Targets = description.Targets.Count;
        UsesDayOfYear = usesDayOfYear;
        Least = [.. description.Targets.Select(t => (float)VariableTable.Default[t].Minimum)];
        Most = [.. description.Targets.Select(t => (float)VariableTable.Default[t].Maximum)];
        Inputs = new Columns(description.Inputs);
        Teacher = new Columns(description.TeacherVariables);
        TeacherOfTarget = [.. description.Targets.Select(t => description.TeacherVariables.IndexOf(t))];
        InputOfTarget = [.. description.Targets.Select(t => description.Inputs.IndexOf(t))];
        DepartureOfTarget =
        [
            .. description.Targets.Select(t => VariableTable.Default[t].Normalisation == Normalisation.Departure ? 1f : 0f)
        ];
        Body = StudentBodies.Create(architecture, this);
        if (InputOfTarget.Contains(-1))
        {
            throw new ArgumentException(
                $"Every target must also be an input. Targets: {string.Join(", ", description.Targets)}; inputs: "
                + $"{string.Join(", ", description.Inputs)}.",
                nameof(description));
        }
    }

    public StudentVariant Variant { get; }

    public int Hidden { get; }

    public int History { get; }

    public int Horizon { get; }

    public int Stations { get; }

    public int Targets { get; }

    public bool UsesDayOfYear { get; }

    /// <summary>Least plausible value of each target, in its unit.</summary>
    public float[] Least { get; }

    /// <summary>Largest plausible value of each target, in its unit.</summary>
    public float[] Most { get; }

    public Columns Inputs { get; }

    public Columns Teacher { get; }

    /// <summary>Column of each target among the teacher's variables, -1 where it has none.</summary>
    public int[] TeacherOfTarget { get; }

    /// <summary>Column of each target among the inputs.</summary>
    public int[] InputOfTarget { get; }

    /// <summary>
    /// 1 for each target that is forecast as its departure from the window's level (<see cref="HourlyFeatures.ObservedLevel{T}"/>), which
    /// is added back, else 0.
    /// </summary>
    public float[] DepartureOfTarget { get; }

    /// <summary>The predictors of its MOS baseline.</summary>
    public MosBaselineColumns MosBaseline => new(this);

    /// <summary>Whether the network itself reads the teacher.</summary>
    public bool ReadsTeacher => Variant == StudentVariant.Guided && Teacher.Count > 0;

    /// <summary>Whether it learns from the teacher what it does not read.</summary>
    public bool LearnsFromTeacher => Variant == StudentVariant.Distilled && Teacher.Count > 0;

    /// <summary>Sine and cosine of the hour of the day and, where learned, of the day of the year.</summary>
    public int CalendarWidth => UsesDayOfYear ? 4 : 2;

    /// <summary>Features per hour of history that every variant has, and those that a guided student adds.</summary>
    public (int Common, int Guided) EncoderWidth => (Inputs.Features + CalendarWidth, ReadsTeacher ? Teacher.Features + Targets : 0);

    /// <summary>
    /// Features per hour of the horizon. Common: calendar, lead, station, the observations 24 h before and at the origin, the MOS baseline
    /// from them. Guided: the teacher, its error 24 h before, at the origin, on average and in size over the history, the MOS baseline from
    /// it.
    /// </summary>
    public (int Common, int Guided) DecoderWidth =>
        (CalendarWidth + 1 + StationWidth + (2 * Inputs.Features) + Targets, ReadsTeacher ? Teacher.Features + (5 * Targets) : 0);

    /// <summary>What lies between the inputs and the heads.</summary>
    public IStudentBody Body { get; }

    /// <summary>Every trained tensor: those of the body, a vector for each station, and the heads.</summary>
    public IReadOnlyList<WeightShape> Weights =>
    [
        .. Body.Weights,
        new("station.vectors", [Stations + 1, StationWidth], WeightStart.Uniform, Hidden),
        .. Head("direct", Targets),
        .. Head("spread", Targets * StudentGraph.QuantileLevels.Count),
        .. ReadsTeacher ? Head("correction", Targets) : [],
    ];

    /// <summary>
    /// Heads read what the body makes of an hour and, past it, the hour's inputs, so that a linear relation needs no learning through it.
    /// </summary>
    private IEnumerable<WeightShape> Head(string name, int outputs) =>
    [
        new($"{name}.weight", [Hidden + DecoderWidth.Common + DecoderWidth.Guided, outputs], WeightStart.Zero),
        new($"{name}.bias", [outputs], WeightStart.Zero),
    ];

    /// <summary>Variables sorted by how they enter the network.</summary>
    internal sealed class Columns
    {
        public Columns(IReadOnlyList<string> names)
        {
            var kinds = names.Select(n => VariableTable.Default.Find(n)?.Normalisation ?? Normalisation.Standard).ToArray();
            Names = names;
            Count = names.Count;
            Linear = [.. Enumerable.Range(0, Count).Where(i => kinds[i] != Normalisation.Circular)];
            Circular = [.. Enumerable.Range(0, Count).Where(i => kinds[i] == Normalisation.Circular)];
            LogarithmicShare = [.. Linear.Select(i => kinds[i] == Normalisation.Logarithmic ? 1f : 0f)];
            DepartureShare = [.. Linear.Select(i => kinds[i] == Normalisation.Departure ? 1f : 0f)];
            var departures = names.Where((_, i) => kinds[i] == Normalisation.Departure).Select(n => VariableTable.Default[n]).ToList();
            DepartureRange = departures.Count == 0
                ? (0, 0)
                : ((float)departures.Min(v => v.Minimum), (float)departures.Max(v => v.Maximum));
        }

        /// <summary>The variables.</summary>
        public IReadOnlyList<string> Names { get; }

        public int Count { get; }

        /// <summary>Columns that enter as one standardised number.</summary>
        public int[] Linear { get; }

        /// <summary>Columns that enter as sine and cosine.</summary>
        public int[] Circular { get; }

        /// <summary>1 for each of <see cref="Linear"/> that passes through log(1 + x) first, else 0.</summary>
        public float[] LogarithmicShare { get; }

        /// <summary>1 for each of <see cref="Linear"/> from which the mean of its window is taken first, else 0.</summary>
        public float[] DepartureShare { get; }

        /// <summary>Range within which all variables of <see cref="DepartureShare"/> are plausible; 0 and 0 where there are none.</summary>
        public (float Least, float Most) DepartureRange { get; }

        /// <summary>Numbers without the flags: <see cref="Linear"/>, then sines, then cosines.</summary>
        public int Values => Linear.Length + (2 * Circular.Length);

        /// <summary>Numbers that an hour of these variables becomes: values and one flag each.</summary>
        public int Features => Values + Count;

        /// <summary>Place among the <see cref="Features"/> of the flag that says whether a value is there.</summary>
        public int[] FlagOfValue => [.. Linear.Concat(Circular).Concat(Circular).Select(column => Values + column)];
    }
}
