"""Rasa custom actions: a turn goes to the shop as a question and comes back as text and cards."""

from __future__ import annotations

from rasa_sdk import Action

from actions.again import ActionShowAgain
from actions.comparing import ActionCompareProducts
from actions.explaining import ActionExplain
from actions.fallback import ActionAnswerQuestion, ActionOutOfScope
from actions.more import ActionShowMore
from actions.offers import ActionAcceptOffer, ActionDeclineOffer
from actions.orders import (
    ActionCancelOrder,
    ActionLastOrder,
    ActionOrderStatus,
    ActionReturnOrder,
)
from actions.overview import ActionOverview
from actions.person import ActionLeaveMessage, ValidatePersonForm
from actions.photo import ActionSearchByPhoto
from actions.products import (
    ActionBuyProduct,
    ActionShowProduct,
    ActionSimilarProducts,
    ActionStartOver,
)
from actions.recommendations import ActionDismissProduct, ActionGoesWith, ActionPopularProducts, ActionRecommend
from actions.reviews import ActionReadReviews
from actions.search import ActionSearchProducts
from actions.shop_action import ShopAction
from catalog.shop import Shop

#: Every action class; the domain names the same.
ACTIONS: tuple[type[Action], ...] = (
    ActionSearchProducts,
    ActionShowMore,
    ActionShowProduct,
    ActionCompareProducts,
    ActionSimilarProducts,
    ActionBuyProduct,
    ActionStartOver,
    ActionSearchByPhoto,
    ActionReadReviews,
    ActionRecommend,
    ActionGoesWith,
    ActionPopularProducts,
    ActionDismissProduct,
    ActionOverview,
    ActionShowAgain,
    ActionExplain,
    ActionOrderStatus,
    ActionLastOrder,
    ActionCancelOrder,
    ActionReturnOrder,
    ActionAnswerQuestion,
    ActionLeaveMessage,
    ValidatePersonForm,
    ActionOutOfScope,
    ActionAcceptOffer,
    ActionDeclineOffer,
)


def all_actions(shop: Shop | None = None) -> list[Action]:
    """One of each action, all asking `shop`; without a shop each opens the configured one when first used."""
    return [action(shop) if issubclass(action, ShopAction) else action() for action in ACTIONS]
