//! Full-text search over documents, in Chinese and English.

use larder::{Page, Result};

use crate::narrator::Narrator;
use voicehelper::models::{NewDocument, TenantScope};

/// Files documents and finds them by Chinese and English words.
pub(super) async fn file_and_search(scope: &TenantScope<'_>, narrator: &Narrator) -> Result<()> {
    narrator.chapter("Documents and search");
    for (id, title, content) in [
        ("refund-policy", "退款政策", "客户可以在三十天内申请退款。Refund requests need the order number."),
        ("voice-guide", "语音助手指南", "语音会话支持中文和 English. 租户可以调整采样率。"),
        ("tenant-faq", "租户 FAQ", "How does a tenant change its plan? 租户管理员在设置中更改。"),
    ] {
        scope.documents().create(NewDocument::new(id, title, content, "handbook")).await?;
    }
    for query in ["退款", "语音", "租户", "refund", "plan 租户", "报销"] {
        let found = scope.documents().search(query, Page::first(10)).await?;
        let ids: Vec<_> = found.items.iter().map(|document| document.document_id.as_str()).collect();
        narrator.say(format_args!("documents with {query:?}: {ids:?}"));
    }
    let messages = scope.messages().search("退款", Page::first(10)).await?;
    narrator.say(format_args!("messages with \"退款\": {}", messages.items.len()));
    Ok(())
}
