package org.netserv.conformance;

import java.util.List;

/** What every forwarding plane must do. */
public final class ConformanceSuite {
    private ConformanceSuite() {}

    /** All cases; their names differ from one another. */
    public static List<ConformanceCase> cases() {
        CaseList list = new CaseList();
        FilterCases.addTo(list);
        VerdictCases.addTo(list);
        ChangeCases.addTo(list);
        FaultCases.addTo(list);
        FormCases.addTo(list);
        LoanCases.addTo(list);
        StreamCases.addTo(list);
        EmitCases.addTo(list);
        OffloadCases.addTo(list);
        SampleCases.addTo(list);
        return list.cases();
    }
}
